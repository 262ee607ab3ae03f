"""A comparison for people to read: sections of sentences, then totals."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.comparison.comparison import Count
from domain.comparison.lines import Line, Part
from projections.comparison.causes import of_a_line, of_an_amount
from projections.comparison.compared import Compared
from projections.comparison.said.figures import (
    Row,
    amount_row,
    amount_sentence,
    gap,
    heading,
    rows_of,
)
from projections.comparison.said.names import Names, names_of
from projections.comparison.said.wording import Wording, worded
from projections.trail.french import NBSP

SECTIONS = (
    ("Convention", (Part.CONVENTION, Part.VOLETS)),
    ("Parties et signataires", (Part.PARTIES, Part.SIGNATORIES)),
    ("Articles", (Part.ARTICLES,)),
    ("Actions", (Part.ACTIONS,)),
    ("Objectifs, indicateurs et cibles", (Part.OBJECTIVES, Part.INDICATORS, Part.TARGETS)),
    ("Plafonds", (Part.CEILINGS,)),
    ("Nature des financements", (Part.FUNDING,)),
)
# Members of a funding line that its amounts tell.
IN_AMOUNTS = ("", "action_id", "amount_cents", "exercice", "funder_id", "volet")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and the positions of the events behind it. `row`: the same of an amount."""

    said: Wording
    positions: tuple[int, ...] = ()
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """`rows`: totals. `sum`: what the amounts that are told differ by, in all; empty: none is."""

    heading: str
    told: tuple[Told, ...]
    rows: tuple[Row, ...] = ()
    sum: str = ""


def sections(compared: Compared) -> list[Section]:
    """Only those that say something."""
    found = [*_of_lines(compared), *_of_money(compared), _of_counts(compared)]
    return [section for section in found if section.told or section.rows]


def _of_lines(compared: Compared) -> Iterator[Section]:
    names = names_of(compared)
    for title, parts in SECTIONS:
        lines = [line for line in compared.comparison.lines if line.part in parts]
        told = [
            Told(worded(line, names), tuple(of_a_line(line, compared.causes)))
            for line in sorted(lines, key=lambda each: _order(each, names))
            if not (line.part is Part.FUNDING and line.field in IN_AMOUNTS)
        ]
        yield Section(title, tuple(told))


def _order(line: Line, names: Names) -> tuple[object, ...]:
    """As people look for them: by part, by number, by name."""
    return list(Part).index(line.part), line.key.isdigit() and int(line.key), names.of(line)


def _of_money(compared: Compared) -> Iterator[Section]:
    """One section for each exercice: they are never added up."""
    found, names = compared.comparison, names_of(compared)
    for year in sorted({total.exercice for total in found.totals}, key=lambda year: year or 0):
        changed = [amount for amount in found.amounts if amount.place.exercice == year]
        told = [
            Told(
                Wording(amount_sentence(amount, names)),
                tuple(of_an_amount(amount, compared.causes)),
                amount_row(amount, names),
            )
            for amount in changed
        ]
        title = "Montants" if found.exercices else f"Montants, {heading(year)}"
        rows = tuple(rows_of(found, names, year))
        in_all = gap(sum(each.delta_cents for each in changed)) if changed else ""
        yield Section(title, tuple(told), rows, in_all)


def _of_counts(compared: Compared) -> Section:
    found = compared.comparison
    wanted = [each for each in found.counts if each.old != each.new or not found.of_one_act]
    return Section("Nombre d’actions", tuple(Told(Wording(_counted(count))) for count in wanted))


def _counted(count: Count) -> str:
    where = f"Axe{NBSP}{count.axe}" if count.axe else "Sans axe"
    return f"{where}{NBSP}: {count.old} → {count.new}."
