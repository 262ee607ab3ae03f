"""The national framework: axes, measures, rules of each kind."""

from functools import singledispatch

from domain.platform import facts
from projections.change import Change, Projection, Recorded, Table, added, opened

FRAMEWORKS = Table(
    name="frameworks",
    key={"framework_id": "uuid"},
    values={
        "name": "text",
        "starts_on": "date",
        "ends_on": "date",
        "axes": "json",
        "predecessor": "text",
    },
)
MEASURES = Table(
    name="national_measures",
    key={"measure_id": "uuid"},
    values={"axe": "bigint", "text": "text"},
)
KIND_RULES = Table(
    name="kind_rules",
    key={"kind": "text", "rules_version": "text"},
    values={
        "allowed_axes": "json",
        "max_state_share_bp": "bigint",
        "share_scope": "text",
        "required_offices": "json",
        "fungible_volets": "json",
        "allowed_natures": "json",
    },
)


def rows(recorded: Recorded) -> list[Change]:
    return _rows(recorded.event)


@singledispatch
def _rows(_event: object) -> list[Change]:
    return []


@_rows.register
def _(event: facts.FrameworkPublished) -> list[Change]:
    published = added(
        FRAMEWORKS,
        {"framework_id": event.originator_id},
        name=event.name,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        axes=event.axes,
        predecessor=event.predecessor,
    )
    return [published]


@_rows.register
def _(event: facts.NationalMeasureRegistered) -> list[Change]:
    return [added(MEASURES, {"measure_id": event.measure_id}, axe=event.axe, text=event.text)]


@_rows.register
def _(event: facts.KindRulesPublished) -> list[Change]:
    published = opened(
        KIND_RULES,
        {"kind": event.kind, "rules_version": event.rules_version},
        allowed_axes=event.allowed_axes,
        max_state_share_bp=event.max_state_share_bp,
        share_scope=event.share_scope,
        required_offices=event.required_offices,
        fungible_volets=event.fungible_volets,
        allowed_natures=event.allowed_natures,
    )
    return [published]


PROJECTION = Projection("framework", 1, (FRAMEWORKS, MEASURES, KIND_RULES), rows)
