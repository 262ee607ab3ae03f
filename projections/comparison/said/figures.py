"""Amounts and totals of a comparison, in French."""

from collections import Counter
from dataclasses import dataclass

from domain.comparison.comparison import Comparison
from domain.comparison.lines import Part
from domain.comparison.money import Amount
from domain.comparison.totals import By, Total
from projections.comparison.said.names import Names
from projections.trail.french import NBSP, euros, exercice, quoted

SIDES = {"state": "État", "departement": "Département", "partner": "Partenaires"}
SIDE = {**SIDES, "partner": "Partenaire"}
OF = {
    By.EXERCICE: "Ensemble",
    By.AXE: "Axe",
    By.VOLET: "Volet",
    By.FUNDER: "Financeur",
    By.ACTION: "Action",
}
NOTHING = "néant"
WITHOUT = {By.AXE: "Sans axe", By.VOLET: "Sans volet", By.ACTION: "Convention entière"}


@dataclass(frozen=True, slots=True)
class Row:
    """A total or an amount for people: what it is of, before, after, difference."""

    label: str
    old: str
    new: str
    gap: str


def amount_sentence(amount: Amount, names: Names) -> str:
    return f"{_where(amount, names)}{NBSP}: {_change(amount)}."


def amount_row(amount: Amount, names: Names) -> Row:
    old, new = (
        NOTHING if cents is None else euros(cents) for cents in (amount.old_cents, amount.new_cents)
    )
    return Row(_where(amount, names), old, new, gap(amount.delta_cents))


def _where(amount: Amount, names: Names) -> str:
    place = amount.place
    funder = names.organization(place.funder_id)
    words = [SIDE[place.side] + (f" ({funder})" if funder else "")]
    words += [f"axe{NBSP}{place.axe}"] if place.axe else []
    words += [f"volet {place.volet}"] if place.volet else []
    if place.action_id:
        words.append(f"action {quoted(names.thing(Part.ACTIONS, place.action_id))}")
    return ", ".join(words)


def _change(amount: Amount) -> str:
    if amount.old_cents is None:
        return f"ligne ajoutée, {euros(amount.new_cents or 0)}"
    if amount.new_cents is None:
        return f"ligne retirée, {euros(amount.old_cents)}"
    gap_ = gap(amount.delta_cents)
    return f"{euros(amount.old_cents)} → {euros(amount.new_cents)} (écart{NBSP}: {gap_})"


def gap(cents: int) -> str:
    """With its sign: `+513 286,00 €`."""
    return f"+{euros(cents)}" if cents > 0 else euros(cents)


def heading(year: int | None) -> str:
    """`exercice 2020`."""
    return exercice(year)


def rows_of(found: Comparison, names: Names, year: int | None) -> list[Row]:
    """The totals of one exercice that differ; of two exercices or départements, all of them."""
    of_year = [total for total in found.totals if total.exercice == year]
    telling = _telling(of_year)
    return [
        Row(
            label(total, names),
            euros(total.old_cents),
            euros(total.new_cents),
            gap(total.delta_cents),
        )
        for total in of_year
        if total.by in telling and (total.delta_cents or not found.of_one_act)
    ]


def _telling(totals: list[Total]) -> set[By]:
    """Without axes where nothing has one, nor funders who stand alone on their sides."""
    found = {total.by for total in totals if total.by is By.EXERCICE or total.key is not None}
    count = Counter(total.by for total in totals)
    return found - ({By.FUNDER} if count[By.FUNDER] == count[By.SIDE] else set())


def label(total: Total, names: Names) -> str:
    if total.by is By.SIDE:
        return SIDES[str(total.key)]
    if total.by is By.EXERCICE or total.key is None:
        return WITHOUT.get(total.by, OF[total.by])
    if total.by is By.FUNDER:
        return names.organization(str(total.key)) or str(total.key)
    if total.by is By.ACTION:
        return quoted(names.thing(Part.ACTIONS, str(total.key)))
    return f"{OF[total.by]}{NBSP}{total.key}"
