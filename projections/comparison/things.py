"""The things of an act that a line or an amount is about: those whose events made it."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.comparison.lines import GROUPS, Line, Part
from domain.comparison.money import Amount

# Its part, its key, and before the exercice of a target its indicator.
Thing = tuple[str, ...]


def of_line(line: Line) -> list[Thing]:
    """With all that came or went within it."""
    own = (*line.path[-3:-2], line.key) if line.part is Part.TARGETS else (line.key,)
    found: list[Thing] = [(line.part.value, *own)]
    if not line.field:
        for value in (line.old, line.new):
            found += _within(line.key, value)
    return found


def of_amount(amount: Amount) -> Thing:
    """The line alone: no event changes where it counts."""
    return Part.FUNDING.value, amount.line_id


def _within(owner: str, value: Any) -> Iterator[Thing]:
    if not isinstance(value, Mapping):
        return
    for name in GROUPS & value.keys():
        for key, each in value[name].items():
            yield (name, owner, key) if name == Part.TARGETS else (name, key)
            yield from _within(key, each)
