"""Totals of two contents, never over more than one exercice."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

from domain.comparison.money import Place, Placed
from domain.convention.signature import Side

Key = str | int | None


class By(StrEnum):
    """What a total is of. The exercice is part of each: exercices are never added up."""

    EXERCICE = "exercice"
    SIDE = "side"
    FUNDER = "funder"
    AXE = "axe"
    VOLET = "volet"
    ACTION = "action"


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Cents of one exercice, by `key`: a side, funder_id, axe, volet or action_id.

    `key` None: all of the exercice, or what has no axe, volet or action.
    """

    by: By
    exercice: int | None
    key: Key
    old_cents: int
    new_cents: int

    @property
    def delta_cents(self) -> int:
        return self.new_cents - self.old_cents


def totals(old: Collection[Placed], new: Collection[Placed], by: Iterable[By]) -> tuple[Total, ...]:
    """Every total of either, also those that did not change."""
    return tuple(total for each in by for total in _of(each, old, new))


def key(place: Place, by: By) -> Key:
    """What the total of that kind is named by, in which this place counts."""
    found: Key = KEYS[by](place)
    return found


def _of(by: By, old: Collection[Placed], new: Collection[Placed]) -> Iterator[Total]:
    key_of = KEYS[by]
    sums: dict[tuple[int | None, Key], list[int]] = defaultdict(lambda: [0, 0])
    for which, some in enumerate((old, new)):
        for place, cents in some:
            sums[place.exercice, key_of(place)][which] += cents
    for exercice, named in sorted(sums, key=_order):
        was, now = sums[exercice, named]
        yield Total(by=by, exercice=exercice, key=named, old_cents=was, new_cents=now)


def _order(name: tuple[int | None, Key]) -> tuple[object, ...]:
    """What has no year first, what has no axe, volet or action last; the State before others."""
    exercice, named = name
    return exercice or 0, named is None, RANKS.get(named, 0), named


RANKS: dict[Key, int] = {side: rank for rank, side in enumerate(Side)}
KEYS: dict[By, Callable[[Place], Any]] = {
    By.EXERCICE: lambda _: None,
    By.SIDE: attrgetter("side"),
    By.FUNDER: attrgetter("funder_id"),
    By.AXE: attrgetter("axe"),
    By.VOLET: attrgetter("volet"),
    By.ACTION: attrgetter("action_id"),
}
