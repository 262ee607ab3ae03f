"""Totals of two contents, never over more than one exercice."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import Any

from domain.comparison.money import Place, Placed
from domain.convention.signature import Side

Key = str | int | None
# By place, or by all of a place but its action: cents of the old and of the new.
Sums = dict[tuple[Any, ...], list[int]]


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
    wanted = tuple(by)
    sums = _sums(old, new, By.ACTION in wanted)
    return tuple(total for each in wanted for total in _of(each, sums))


def key(place: Place, by: By) -> Key:
    """What the total of that kind is named by, in which this place counts."""
    found: Key = KEYS[by](place)
    return found


def _sums(old: Collection[Placed], new: Collection[Placed], actions: bool) -> Sums:  # noqa: FBT001
    """By place; without `actions`, whatever the action, which leaves but a few."""
    sums: Sums = {}
    for which, some in enumerate((old, new)):
        for place, cents in some:
            where = place if actions else place[:-1]
            if where in sums:
                sums[where][which] += cents
            else:
                sums[where] = [0, cents] if which else [cents, 0]
    return sums


def _of(by: By, sums: Sums) -> Iterator[Total]:
    key_of = KEYS[by]
    found: dict[tuple[int | None, Key], list[int]] = defaultdict(lambda: [0, 0])
    for where, (was, now) in sums.items():
        both = found[where[0], key_of(where)]
        both[0] += was
        both[1] += now
    for exercice, named in sorted(found, key=_order):
        was, now = found[exercice, named]
        yield Total(by=by, exercice=exercice, key=named, old_cents=was, new_cents=now)


def _order(name: tuple[int | None, Key]) -> tuple[object, ...]:
    """What has no year first, what has no axe, volet or action last; the State before others."""
    exercice, named = name
    return exercice or 0, named is None, RANKS.get(named, 0), named


RANKS: dict[Key, int] = {side: rank for rank, side in enumerate(Side)}
# In the order of the members of a place.
KEYS: dict[By, Callable[[tuple[Any, ...]], Any]] = {
    By.EXERCICE: lambda _: None,
    By.SIDE: itemgetter(Place._fields.index("side")),
    By.FUNDER: itemgetter(Place._fields.index("funder_id")),
    By.AXE: itemgetter(Place._fields.index("axe")),
    By.VOLET: itemgetter(Place._fields.index("volet")),
    By.ACTION: itemgetter(Place._fields.index("action_id")),
}
