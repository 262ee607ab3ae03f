"""Freezing the agreed content as a version to sign, if everything is there."""

from datetime import date

from domain.convention import guards
from domain.convention.content import hash_to_sign
from domain.convention.convention import Convention
from domain.convention.errors import EffectiveOutOfPeriod, NotAgreed
from domain.convention.procedure.readiness import ready
from domain.convention.stage import Stage
from domain.convention.version import Act


def freeze(convention: Convention, *, effective_from: date | None = None) -> None:
    """`effective_from` may precede the signature; None: from the last signature on.

    It lies in the years of the convention; an avenant never applies before what it amends. Where
    no day was said, nor does the act before its own first day.
    """
    if convention.stage is not Stage.UNDER_REVIEW or not guards.agreed(convention):
        raise NotAgreed("Les deux parties n’ont pas convenu de ce contenu.")
    ready(convention)
    if effective_from is not None:
        _applicable(convention, effective_from)
    convention.version_frozen(
        version_no=len(convention.versions) + 1,
        act=Act.AVENANT if convention.avenant else Act.INITIAL,
        content_hash=hash_to_sign(convention, effective_from),
        snapshot_ref=convention.version,
        effective_from=effective_from,
    )


def _applicable(convention: Convention, effective_from: date) -> None:
    terms = convention.terms
    if not terms.starts_on.year <= effective_from.year <= terms.ends_on.year:
        raise EffectiveOutOfPeriod(
            "La version s’appliquerait hors de la période de la convention.",
            field="/effective_from",
        )
    guards.after_what_it_amends(convention, effective_from)
