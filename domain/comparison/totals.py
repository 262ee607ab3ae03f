"""Totals of two contents, never over more than one exercice."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.comparison.money import Place, Placed


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
    key: str | int | None
    old_cents: int
    new_cents: int

    @property
    def delta_cents(self) -> int:
        return self.new_cents - self.old_cents


def totals(old: Iterable[Placed], new: Iterable[Placed], by: Iterable[By]) -> tuple[Total, ...]:
    """Every total of either, also those that did not change."""
    wanted = tuple(by)
    found: dict[tuple[By, int | None, str | int | None], list[int]] = {}
    for which, some in enumerate((old, new)):
        for place, cents in some:
            for each in wanted:
                found.setdefault((each, place.exercice, key(place, each)), [0, 0])[which] += cents
    return tuple(
        Total(by=each, exercice=exercice, key=named, old_cents=was, new_cents=now)
        for (each, exercice, named), (was, now) in sorted(found.items(), key=_order)
    )


def key(place: Place, by: By) -> str | int | None:
    keys = {
        By.EXERCICE: None,
        By.SIDE: place.side.value,
        By.FUNDER: place.funder_id,
        By.AXE: place.axe,
        By.VOLET: place.volet,
        By.ACTION: place.action_id,
    }
    return keys[by]


def _order(entry: tuple[tuple[By, int | None, str | int | None], list[int]]) -> tuple[object, ...]:
    (by, exercice, named), _ = entry
    return list(By).index(by), exercice or 0, named is None, named
