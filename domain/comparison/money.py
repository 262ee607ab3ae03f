"""Money of two contents, line by line, each where it counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from domain.comparison.lines import NOTHING, Content
from domain.convention.signature import Side


class Place(NamedTuple):
    """Where an amount counts. `exercice` None: no year was given; `action_id` None: the whole act.

    A line without a volet of its own counts in that of its action.
    """

    exercice: int | None
    side: Side
    funder_id: str
    axe: int | None
    volet: str | None
    action_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Cents of one funding line in one place. None: it did not stand there, or no longer does.

    A line whose place changes (its action goes to another axe) leaves one and comes to another.
    """

    line_id: str
    place: Place
    old_cents: int | None
    new_cents: int | None

    @property
    def delta_cents(self) -> int:
        return (self.new_cents or 0) - (self.old_cents or 0)


Placed = tuple[Place, int]
# An action with its axe and its volet.
Where = tuple[str | None, int | None, str | None]
NOWHERE: Where = (None, None, None)


def amounts(old: Mapping[str, Placed], new: Mapping[str, Placed]) -> tuple[Amount, ...]:
    """Only what differs."""
    return tuple(
        amount
        for line_id in sorted(old.keys() | new.keys())
        for amount in _amounts(line_id, old.get(line_id), new.get(line_id))
    )


def _amounts(line_id: str, was: Placed | None, now: Placed | None) -> Iterator[Amount]:
    if was == now:
        return
    if was and now and was[0] == now[0]:
        yield Amount(line_id=line_id, place=was[0], old_cents=was[1], new_cents=now[1])
        return
    if was:
        yield Amount(line_id=line_id, place=was[0], old_cents=was[1], new_cents=None)
    if now:
        yield Amount(line_id=line_id, place=now[0], old_cents=None, new_cents=now[1])


def placed(content: Content) -> dict[str, Placed]:
    """Place and cents of each line; those of withdrawn actions are no part of a content."""
    sides = {key: Side(side) for key, side in content.get("parties", NOTHING).items()}
    where = {
        key: (key, action.get("axe"), action.get("volet"))
        for key, action in content.get("actions", NOTHING).items()
    }
    return {
        line_id: (_place(line, where, sides), line["amount_cents"])
        for line_id, line in content.get("funding", NOTHING).items()
    }


def _place(line: Content, where: Mapping[str, Where], sides: Mapping[str, Side]) -> Place:
    funder_id, said = line["funder_id"], line.get("action_id")
    action_id, axe, volet = where[said] if said else NOWHERE
    side = sides.get(funder_id, Side.PARTNER)
    return Place(line.get("exercice"), side, funder_id, axe, line.get("volet") or volet, action_id)
