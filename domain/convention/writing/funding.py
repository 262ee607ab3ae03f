"""Planning money and adjusting it: exact cents, under the ceilings (rules 10, 12, 14)."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from domain import money
from domain.convention import guards
from domain.convention.convention import Convention
from domain.convention.errors import (
    CeilingExceeded,
    LineExists,
    NotAParty,
    Unchanged,
    UnknownLine,
)
from domain.convention.funding_line import FundingLine, FundingNature
from domain.convention.signature import Side


def plan_funding(
    convention: Convention,
    *,
    line_id: UUID,
    funder_id: UUID,
    amount_cents: int,
    exercice: int | None = None,
    action_id: UUID | None = None,
    volet: str | None = None,
    nature: FundingNature = FundingNature.CASH,
    counts_as_match: bool | None = None,
) -> None:
    """A line without exercice or action can be written, but people cannot freeze it.

    `counts_as_match` None: the money of a party counts, that of a partner does not (rule 11).
    """
    guards.editable(convention)
    guards.fresh(line_id, convention.terms.funding, "/line_id")
    matching = funder_id in convention.terms.parties if counts_as_match is None else counts_as_match
    line = FundingLine(
        action_id=action_id,
        exercice=exercice,
        funder_id=funder_id,
        volet=volet,
        amount_cents=money.cents(amount_cents, "/amount_cents"),
        nature=nature,
        counts_as_match=matching,
    )
    _belongs(convention, line)
    _affordable(convention, {**convention.terms.funding, line_id: line}, line)
    convention.funding_planned(
        line_id=line_id,
        action_id=action_id,
        exercice=exercice,
        funder_id=funder_id,
        volet=volet,
        amount_cents=line.amount_cents,
        nature=nature,
        counts_as_match=matching,
    )


def adjust_funding(convention: Convention, *, line_id: UUID, new_cents: int, motive: str) -> None:
    """`motive` is a seal."""
    guards.editable(convention)
    line = convention.terms.funding.get(line_id)
    if line is None:
        raise UnknownLine("Cette ligne de financement n’existe pas.", field="/line_id")
    if line.action_id is not None:
        guards.action(convention, line.action_id)
    new = replace(line, amount_cents=money.cents(new_cents, "/amount_cents"))
    if new == line:
        raise Unchanged("La ligne porte déjà ce montant.", field="/amount_cents")
    if not line.amount_cents:
        _alone(convention, new)
    _affordable(convention, {**convention.terms.funding, line_id: new}, new)
    convention.funding_adjusted(
        line_id=line_id,
        old_cents=line.amount_cents,
        new_cents=new.amount_cents,
        delta_cents=new.amount_cents - line.amount_cents,
        motive=guards.seal(motive, "/motive"),
    )


def state_cents(convention: Convention, exercice: int, lines: Iterable[FundingLine]) -> int:
    """What the State plans for that exercice."""
    parties = convention.terms.parties
    return money.total(
        (
            line.amount_cents
            for line in lines
            if line.exercice == exercice and parties.get(line.funder_id) is Side.STATE
        ),
        "/amount_cents",
    )


def within_ceiling(
    convention: Convention,
    exercice: int,
    *,
    ceiling: int | None,
    lines: Iterable[FundingLine] | None = None,
) -> None:
    planned = convention.terms.funding.values() if lines is None else lines
    if ceiling is not None and state_cents(convention, exercice, planned) > ceiling:
        raise CeilingExceeded(
            f"Les financements de l’État pour {exercice} dépasseraient le plafond.",
            field="/amount_cents",
        )


def _affordable(convention: Convention, lines: dict[UUID, FundingLine], line: FundingLine) -> None:
    """The total of the exercice is an amount, and the State stays under its ceiling."""
    same = [other for other in lines.values() if other.exercice == line.exercice]
    money.total((other.amount_cents for other in same), "/amount_cents")
    if line.exercice is not None:
        ceiling = convention.terms.ceilings.get(str(line.exercice))
        within_ceiling(convention, line.exercice, ceiling=ceiling, lines=same)


def _belongs(convention: Convention, line: FundingLine) -> None:
    """Action, volet, exercice and funder are of this convention, and no money stands under its key.

    Money that names no volet counts in that of its action.
    """
    volet = line.volet
    if line.action_id is not None:
        volet = volet or guards.action(convention, line.action_id).volet
    guards.volet(convention, line.volet)
    if line.exercice is not None:
        guards.exercice(convention, line.exercice, volet)
    signing = {slot.organization_id for slot in convention.terms.signatories.values()}
    if line.funder_id not in signing | convention.terms.parties.keys():
        raise NotAParty("Le financeur n’est ni partie ni partenaire.", field="/funder_id")
    _alone(convention, line)


def _alone(convention: Convention, line: FundingLine) -> None:
    """What was brought down to nothing may be planned anew, as a match for instance.

    Then the new line alone is adjusted.
    """
    others = (other for other in convention.terms.funding.values() if other.amount_cents)
    if _key(line) in map(_key, others):
        raise LineExists("Cette ligne existe déjà : ajustez-la.", field="/line_id")


def _key(line: FundingLine) -> tuple[UUID | None, int | None, UUID, str | None]:
    return line.action_id, line.exercice, line.funder_id, line.volet
