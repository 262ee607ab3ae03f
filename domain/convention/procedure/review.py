"""Submitting the working copy, returning it, and each side agreeing to its content."""

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
from domain.convention.facts import actions, content, money, procedure
from domain.convention.facts.base import ConventionDrafted, Fact
from domain.convention.procedure.readiness import ready
from domain.convention.signature import Side
from domain.convention.stage import Stage

# What gives somebody a hand in the content: every fact of it, and handing it to the other side.
AUTHORING: tuple[type[Fact], ...] = (
    ConventionDrafted,
    *(
        fact
        for module in (actions, content, money)
        for fact in vars(module).values()
        if isinstance(fact, type) and issubclass(fact, Fact) and fact is not Fact
    ),
    procedure.ConventionSubmittedForReview,
)


def submit(convention: Convention, *, by_side: Side) -> None:
    _contracting(by_side)
    if convention.stage is not Stage.DRAFT:
        raise NotDraft("Seul un brouillon se soumet à l’autre partie.")
    if not set(guards.CONTRACTING) <= set(convention.terms.parties.values()):
        raise SideMissing("L’État et le Département doivent être parties à la convention.")
    convention.convention_submitted_for_review(by_side=by_side)


def give_back(convention: Convention, *, by_side: Side, motive: str) -> None:
    """Back to the draft, whoever agreed already, unless a round is open. `motive` is a seal."""
    _contracting(by_side)
    if convention.stage is not Stage.FROZEN:
        _under_review(convention)
    convention.review_returned(by_side=by_side, motive=guards.seal(motive, "/motive"))


def agree(
    convention: Convention,
    *,
    side: Side,
    by: UUID,
    authors: frozenset[UUID] = frozenset(),
    users: frozenset[UUID] = frozenset(),
) -> None:
    """`by` agrees, for that side, to the content as it stands now (rule 24).

    The agreement that makes two is refused while the content cannot be frozen.

    `authors`: who of that side had a hand in this content; `users`: who of it could have one.
    Agreement by the author alone counts, and is recorded as such where a side has two users or
    more.
    """
    _contracting(side)
    _under_review(convention)
    now = content_hash(convention)
    given = convention.agreements
    if side in given and given[side].content_hash == now:
        raise AlreadyAgreed("Ce côté a déjà donné son accord à ce contenu.")
    if any(other.by == by for name, other in given.items() if name != side):
        raise OnePersonTwoSides("Une même personne ne peut pas donner les deux accords.")
    if any(other.content_hash == now for name, other in given.items() if name != side):
        ready(convention)
    convention.convention_agreed_by_side(side=side, content_hash=now, by=by)
    colleagues = len(users - {by})
    if authors == {by} and colleagues:
        convention.agreement_given_by_author_alone(side=side, by=by, colleagues=colleagues)


def _under_review(convention: Convention) -> None:
    if convention.stage is not Stage.UNDER_REVIEW:
        raise NotUnderReview("La convention n’est pas en relecture.")


def _contracting(side: Side) -> None:
    if side not in guards.CONTRACTING:
        raise NotAContractingSide("Seuls l’État et le Département s’accordent.", field="/side")
