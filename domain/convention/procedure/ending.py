"""Leaving preparation: entering execution, or giving up."""

from datetime import date

from domain.convention import guards
from domain.convention.convention import Convention
from domain.convention.errors import InvalidPeriod, NotAbandonable, NotSigned
from domain.convention.stage import Life, Stage
from domain.dates import bounded

NOT_TO_ENTER = {
    Life.PREPARING: "La convention n’est pas encore signée.",
    Life.RUNNING: "La convention est déjà en exécution.",
    Life.ABANDONED: "La convention est abandonnée.",
}


def enter_execution(convention: Convention, *, on: date, today: date) -> None:
    """`on` may precede the signature, never the day from which the act applies."""
    if convention.life is not Life.SIGNED:
        raise NotSigned(NOT_TO_ENTER[convention.life])
    if on < convention.versions[-1].effective_from:
        raise InvalidPeriod("L’acte ne s’applique pas encore à cette date.", field="/on")
    convention.convention_entered_execution(on=bounded(on, "/on", today=today))


def abandon(convention: Convention, *, motive: str) -> None:
    """`motive` is a seal."""
    if convention.life is Life.ABANDONED:
        raise NotAbandonable("La convention est déjà abandonnée.")
    if convention.life is not Life.PREPARING:
        raise NotAbandonable("Une convention signée ne s’abandonne plus.")
    if convention.stage in (Stage.FROZEN, Stage.SIGNING):
        raise NotAbandonable(guards.WHY_FROZEN[convention.stage])
    convention.convention_abandoned(motive=guards.seal(motive, "/motive"))
