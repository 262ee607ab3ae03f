"""The amounts of a comparison as a workbook: line by line, then by what they add up to."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook

from domain.comparison.lines import Part
from domain.comparison.money import Amount
from domain.comparison.totals import By
from projections.comparison.causes import of_an_amount
from projections.comparison.compared import Compared
from projections.comparison.said.figures import SIDE, label
from projections.comparison.said.names import Names, names_of
from projections.comparison.said.paper import NOTHING_DIFFERS, Paper
from projections.trail.french import euros

# As the file holds it in every language; in French it is shown as `# ##0,00 €`.
EUROS = '#,##0.00\N{NO-BREAK SPACE}"€"'
OF = {
    By.EXERCICE: ("Exercices", "Ensemble"),
    By.SIDE: ("Côtés", "Côté"),
    By.FUNDER: ("Financeurs", "Financeur"),
    By.AXE: ("Axes", "Axe"),
    By.VOLET: ("Volets", "Volet"),
    By.ACTION: ("Actions", "Action"),
}
NO_YEAR = "non précisé"
# What a spreadsheet would take for a formula once the cell is copied as text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 60
# Cents that a spreadsheet holds and shows to the last digit; larger amounts are texts.
EXACT = 10**15


class Cents(int):
    """Shown in euros, exact to the cent."""


Cell = str | int | Cents | None
Rows = Sequence[Sequence[Cell]]


def workbook(compared: Compared, told: Paper) -> bytes:
    """The same bytes for the same comparison."""
    written = BytesIO()
    book = Workbook(written, {"in_memory": True})
    book.set_properties({"title": told.title, "created": datetime.combine(told.on, time())})
    _table(book, "Comparaison", ("Comparaison",), [(line,) for line in _about(told)])
    if compared.comparison.of_one_act:
        _table(book, "Lignes", _line_headings(told), list(_lines(compared, told)))
    for by, (name, heading) in OF.items():
        rows = list(_totals(compared, by))
        if rows:
            _table(book, name, ("Exercice", heading, *told.columns, "Écart"), rows)
    if told.facts:
        facts = [
            (fact.position, fact.when, fact.sentence, fact.who, fact.why) for fact in told.facts
        ]
        _table(
            book, "Faits du journal", ("Fait", "Date", "Ce qui s’est passé", "Par", "Motif"), facts
        )
    book.close()
    return written.getvalue()


def _about(told: Paper) -> Iterator[str]:
    yield told.title
    yield from told.standings
    if told.empty:
        yield NOTHING_DIFFERS
    yield from told.refusals
    yield "Les exercices ne s’additionnent pas entre eux."


def _line_headings(told: Paper) -> tuple[str, ...]:
    where = ("Exercice", "Côté", "Financeur", "Axe", "Volet", "Action")
    return (*where, *told.columns, "Écart", "Faits", "Par")


def _lines(compared: Compared, told: Paper) -> Iterator[tuple[Cell, ...]]:
    names, who = names_of(compared), {fact.position: fact.who for fact in told.facts}
    for amount in compared.comparison.amounts:
        positions = of_an_amount(amount, compared.causes)
        people = dict.fromkeys(who[position] for position in positions if position in who)
        facts = ", ".join(map(str, positions))
        yield (*_where(amount, names), *_figures(amount), facts, " ; ".join(people))


def _where(amount: Amount, names: Names) -> tuple[Cell, ...]:
    place = amount.place
    action = names.thing(Part.ACTIONS, place.action_id) if place.action_id else "convention entière"
    funder = names.organization(place.funder_id) or place.funder_id
    return (place.exercice or NO_YEAR, SIDE[place.side], funder, place.axe, place.volet, action)


def _figures(amount: Amount) -> tuple[Cell, ...]:
    """Empty where there was, or is, no such line."""
    found = (amount.old_cents, amount.new_cents, amount.delta_cents)
    return tuple(None if cents is None else Cents(cents) for cents in found)


def _totals(compared: Compared, by: By) -> Iterator[tuple[Cell, ...]]:
    names, years = names_of(compared), compared.comparison.exercices
    for total in compared.comparison.totals:
        if total.by is by:
            year = " → ".join(map(str, years)) if years else total.exercice or NO_YEAR
            figures = (total.old_cents, total.new_cents, total.delta_cents)
            yield (year, label(total, names), *map(Cents, figures))


def _table(book: Workbook, name: str, headings: Sequence[str], rows: Rows) -> None:
    sheet = book.add_worksheet(name)
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": EUROS})
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
        cells = [row[column] for row in rows]
        sheet.set_column(column, column, _width(heading, cells))
        for number, cell in enumerate(cells, start=1):
            if isinstance(cell, Cents) and abs(cell) < EXACT:
                sheet.write_number(number, column, Decimal(int(cell)) / 100, money)
            elif isinstance(cell, Cents):
                sheet.write_string(number, column, euros(cell))
            elif isinstance(cell, int):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, inert(cell))


def _width(heading: str, cells: Iterable[Cell]) -> int:
    return min(WIDEST, max(len(str(cell or "")) for cell in (heading, *cells)) + 3)


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
