"""The workbook of a comparison, read back: exact to the cent, and no formula in it."""

from collections import defaultdict
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from domain.comparison.totals import By
from infra.papers.sheets import OF, inert, workbook
from projections.comparison.compared import Compared
from projections.trail.french import euros
from tests.infra.papers.compared import LARGEST, NASTY, amended, told


@pytest.fixture(scope="module")
def compared() -> Compared:
    return amended()


@pytest.fixture(scope="module")
def book(compared: Compared) -> Workbook:
    return load_workbook(BytesIO(workbook(compared, told(compared))))


def rows(book: Workbook, name: str) -> list[tuple[Any, ...]]:
    return list(book[name].iter_rows(min_row=2, values_only=True))


def cents(cell: Any) -> int:
    """As a reader has it: the shortest decimal of the number that the file holds."""
    amount = Decimal(repr(cell or 0)) * 100
    assert amount == int(amount)
    return int(amount)


def test_the_lines_sum_to_each_total_to_the_cent(compared: Compared, book: Workbook) -> None:
    lines = rows(book, "Lignes")
    assert len(lines) == len(compared.comparison.amounts)
    sums: dict[Any, int] = defaultdict(int)
    for line in lines:
        sums[line[0]] += cents(line[8])
        assert cents(line[8]) == cents(line[7]) - cents(line[6])
    totals = {row[0]: cents(row[4]) for row in rows(book, "Exercices")}
    assert sums == {year: gap for year, gap in totals.items() if gap}
    assert LARGEST in sums.values()


@pytest.mark.parametrize("by", [By.EXERCICE, By.SIDE, By.FUNDER, By.AXE, By.VOLET])
def test_each_sheet_holds_the_totals_of_the_comparison(
    compared: Compared, book: Workbook, by: By
) -> None:
    wanted = [
        (total.old_cents, total.new_cents, total.delta_cents)
        for total in compared.comparison.totals
        if total.by is by
    ]
    found = [tuple(map(cents, row[2:5])) for row in rows(book, OF[by][0])]
    assert found == wanted


def test_what_no_spreadsheet_holds_exactly_is_a_text() -> None:
    most = 2**53 - 1
    compared = amended(most)
    found = load_workbook(BytesIO(workbook(compared, told(compared))))
    assert euros(most) in [row[3] for row in rows(found, "Exercices")]


def test_amounts_are_numbers_in_euros(book: Workbook) -> None:
    cell = book["Exercices"]["C2"]
    assert isinstance(cell.value, int | float)
    assert cell.number_format == '#,##0.00\u00a0"€"'


def test_each_line_names_its_events_and_their_people(book: Workbook) -> None:
    named = {(row[9], row[10]) for row in rows(book, "Lignes")}
    assert ("7", "Camille Durand, agent du Département") in named
    facts = rows(book, "Faits du journal")
    assert facts[0] == (
        5,
        "1er\u00a0juin\u00a02024",
        "Financement modifié.",
        "Camille Durand, agent du Département",
        "Deux de plus.",
    )


def test_nothing_that_people_wrote_is_a_formula(book: Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert f"'{NASTY}" in texts
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_made_inert(text: str) -> None:
    assert inert(text) == f"'{text}"
    assert inert(f"a{text}") == f"a{text}"


def test_the_same_comparison_is_the_same_file(compared: Compared) -> None:
    first, second = (workbook(compared, told(compared)) for _ in range(2))
    assert first == second
    assert {each.date_time[0] for each in ZipFile(BytesIO(first)).infolist()} == {1980}
