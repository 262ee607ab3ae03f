"""A set of kind rules as the State might publish it: what tests start from."""

from domain.convention.kind import Kind, KindRules

STRATEGIC = ("prefet", "president")


def _rules(
    kind: Kind,
    axes: tuple[int, ...],
    *,
    scope: str = "none",
    natures: tuple[str, ...] = ("new", "reinforced", "carried_over"),
    fungible: tuple[str, ...] = (),
) -> KindRules:
    return KindRules(
        kind=kind,
        rules_version="2024-1",
        allowed_axes=axes,
        max_state_share_bp=10_000 if scope == "none" else 5_000,
        share_scope=scope,
        required_offices=STRATEGIC,
        fungible_volets=fungible,
        allowed_natures=natures,
    )


RULES = {
    Kind.CLS: _rules(Kind.CLS, (1, 3, 4), scope="action", natures=("new", "reinforced")),
    Kind.CDIE: _rules(Kind.CDIE, (2,)),
    Kind.CPT: _rules(Kind.CPT, (1, 2, 3, 4)),
    Kind.UNIQUE: _rules(Kind.UNIQUE, (1, 2, 3, 4), scope="action"),
    Kind.CALPAE: _rules(
        Kind.CALPAE, (), scope="convention", fungible=("socle", "initiative_departementale")
    ),
}
