"""Submitting the working copy, and each side agreeing to its content."""

from uuid import UUID

from domain.convention import guards
from domain.convention.content import content_hash
from domain.convention.convention import Convention
from domain.convention.errors import (
    AlreadyAgreed,
    NotAContractingSide,
    NotDraft,
    NotUnderReview,
    OnePersonTwoSides,
    SideMissing,
)
from domain.convention.signature import Side
from domain.convention.stage import Stage


def submit(convention: Convention, *, by_side: Side) -> None:
    _contracting(by_side)
    if convention.stage is not Stage.DRAFT:
        raise NotDraft("Seul un brouillon se soumet à l’autre partie.")
    if not set(guards.CONTRACTING) <= set(convention.terms.parties.values()):
        raise SideMissing("L’État et le Département doivent être parties à la convention.")
    convention.convention_submitted_for_review(by_side=by_side)


def agree(convention: Convention, *, side: Side, by: UUID) -> None:
    """`by` agrees, for that side, to the content as it stands now (rule 24)."""
    _contracting(side)
    if convention.stage is not Stage.UNDER_REVIEW:
        raise NotUnderReview("La convention n’est pas en relecture.")
    now = content_hash(convention)
    given = convention.agreements
    if side in given and given[side].content_hash == now:
        raise AlreadyAgreed("Ce côté a déjà donné son accord à ce contenu.")
    if any(other.by == by for name, other in given.items() if name != side):
        raise OnePersonTwoSides("Une même personne ne peut pas donner les deux accords.")
    convention.convention_agreed_by_side(side=side, content_hash=now, by=by)


def _contracting(side: Side) -> None:
    if side not in guards.CONTRACTING:
        raise NotAContractingSide("Seuls l’État et le Département s’accordent.", field="/side")
