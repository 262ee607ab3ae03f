"""Comparisons of what one département recorded, and whether each difference names what made it."""

from itertools import pairwise
from operator import eq
from typing import Any
from uuid import UUID

from domain.comparison.comparison import Comparison
from domain.comparison.lines import Line
from domain.comparison.money import Amount
from projections.comparison.causes import of_a_line, of_an_amount
from projections.comparison.compared import Compared
from projections.comparison.points import Point
from projections.queries.comparison import COMPARED
from projections.queries.query import Query
from tests.readside import Departement

# What differs from one position to the next, by the second.
Steps = dict[int, Comparison]
STRIDE = 10


def ask(departement: Departement, query: Query, **asked: Any) -> Any:
    return departement.reader.ask(departement.code, query, **asked).body


def between(departement: Departement, of: UUID, old: str, new: str, **more: Any) -> Compared:
    points = {"old": Point.parse(old), "new": Point.parse(new)}
    found: Compared = ask(departement, COMPARED, convention_id=of, **points, **more)
    return found


def assert_explained(departement: Departement) -> int:
    """From some positions of each convention to every later one; how much was looked at."""
    known: dict[UUID, list[int]] = {}
    for recorded in departement.log():
        if recorded.topic.startswith("convention."):
            known.setdefault(recorded.event.originator_id, []).append(recorded.position)
    return sum(_explained(departement, of, at) for of, at in known.items())


def _explained(departement: Departement, of: UUID, at: list[int]) -> int:
    steps = {
        after: between(departement, of, f"@{before}", f"@{after}") for before, after in pairwise(at)
    }
    for after, found in steps.items():
        _names(found, {after: found.comparison})
    for start in range(0, len(at), STRIDE):
        for end in range(start + 2, len(at)):
            found = between(departement, of, f"@{at[start]}", f"@{at[end]}")
            _names(found, {one: steps[one].comparison for one in at[start + 1 : end + 1]})
    return len(steps)


def _names(found: Compared, way: Steps) -> None:
    for line in found.comparison.lines:
        assert set() < _touched(way, line) <= set(of_a_line(line, found.causes)), line
    for amount in found.comparison.amounts:
        assert set() < _moved(way, amount) == set(of_an_amount(amount, found.causes)), amount


def _touched(way: Steps, line: Line) -> set[int]:
    """Where the same thing differs, or what holds it, or what it holds."""
    return {
        position
        for position, step in way.items()
        if any(all(map(eq, one.path, line.path)) for one in step.lines)
    }


def _moved(way: Steps, amount: Amount) -> set[int]:
    place = amount.line_id, amount.place
    return {
        position
        for position, step in way.items()
        if place in {(one.line_id, one.place) for one in step.amounts}
    }
