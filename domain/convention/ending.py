"""Leaving preparation: entering execution, or giving up."""

from datetime import date

from domain.convention import guards
from domain.convention.convention import Convention
from domain.convention.errors import InvalidPeriod, NotAbandonable, NotSigned
from domain.convention.stage import Life, Stage
from domain.dates import bounded


def enter_execution(convention: Convention, *, on: date, today: date) -> None:
    """`on` may precede the signature, never the day from which the act applies."""
    if convention.life is not Life.SIGNED:
        raise NotSigned("Seule une convention signée entre en exécution.")
    if on < convention.versions[-1].effective_from:
        raise InvalidPeriod("L’acte ne s’applique pas encore à cette date.", field="/on")
    convention.convention_entered_execution(on=bounded(on, "/on", today=today))


def abandon(convention: Convention, *, motive: str) -> None:
    """`motive` is a seal."""
    droppable = convention.stage in (Stage.PAPER, Stage.DRAFT, Stage.UNDER_REVIEW)
    if convention.life is not Life.PREPARING or not droppable:
        raise NotAbandonable("Seule une convention en préparation s’abandonne.")
    convention.convention_abandoned(motive=guards.seal(motive, "/motive"))
