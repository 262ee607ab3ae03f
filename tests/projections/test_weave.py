"""Batches of any size make the rows that one change at a time makes."""

import pytest

from projections.change import Change, Table, added, changed, gone, opened
from projections.weave import NoSuchRow, Row, RowStands, by_row, ending, weave

LINES = Table(name="lines", key={"id": "text"}, values={"cents": "bigint", "axe": "bigint"})
KEY = {"id": "a"}


def rows(*placed: tuple[int, Change], before: dict[str, int] | None = None) -> list[Row]:
    return weave(LINES, by_row(placed)[LINES]["a",], ("a",), before)


def test_a_change_closes_a_row_and_opens_the_next() -> None:
    first, second = rows((1, added(LINES, KEY, cents=1)), (3, changed(LINES, KEY, axe=4)))
    assert (first.values, first.from_position, first.to_position) == (
        {"cents": 1, "axe": None},
        1,
        3,
    )
    assert (second.values, second.from_position, second.to_position) == (
        {"cents": 1, "axe": 4},
        3,
        None,
    )


def test_what_is_said_at_one_position_makes_one_row() -> None:
    (row,) = rows((2, added(LINES, KEY, cents=1)), (2, changed(LINES, KEY, axe=4)))
    assert row.values == {"cents": 1, "axe": 4}


def test_a_row_that_comes_and_goes_at_one_position_never_was() -> None:
    assert rows((2, opened(LINES, KEY, cents=1)), (2, gone(LINES, KEY))) == []


def test_a_row_can_come_back() -> None:
    first, second = rows(
        (1, added(LINES, KEY, cents=1)), (2, gone(LINES, KEY)), (5, added(LINES, KEY, cents=2))
    )
    assert (first.to_position, second.from_position) == (2, 5)


def test_a_partial_change_keeps_what_stood_before_the_batch() -> None:
    (row,) = rows((9, changed(LINES, KEY, axe=2)), before={"cents": 7, "axe": 1})
    assert row.values == {"cents": 7, "axe": 2}


def test_only_rows_that_may_stand_are_looked_for() -> None:
    said = by_row([(4, added(LINES, KEY)), (5, opened(LINES, {"id": "b"})), (6, gone(LINES, KEY))])
    assert ending(said[LINES]) == {("b",): 5}


def test_a_partial_change_of_no_row_is_refused() -> None:
    with pytest.raises(NoSuchRow):
        rows((1, changed(LINES, KEY, axe=2)))
    with pytest.raises(NoSuchRow):
        rows((1, added(LINES, KEY)), (2, gone(LINES, KEY)), (3, changed(LINES, KEY, axe=2)))


def test_a_fresh_row_over_a_standing_one_is_refused() -> None:
    with pytest.raises(RowStands):
        rows((1, added(LINES, KEY)), (2, added(LINES, KEY)))
