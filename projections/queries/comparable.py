"""What of a convention may be compared, with the comparison that is asked for or comes first."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from projections.comparison.compared import Compared
from projections.comparison.points import LAST_SIGNED, WORKING, NoWorkingCopy, Point, Which, stood
from projections.queries.comparison import READ, compared, exercices
from projections.queries.convention.content import NoVersionInForce, versions
from projections.queries.query import Query, Rows, Seen


@dataclass(frozen=True, slots=True)
class Comparable:
    """`compared` None: nothing was asked for, and there are no two contents yet.

    `versions`: those that are signed. `working`: whether there is a working copy for this reader.
    """

    versions: tuple[dict[str, Any], ...]
    working: bool
    compared: Compared | None


def comparable(
    rows: Rows,
    *,
    convention_id: UUID,
    old: Point | None = None,
    new: Point | None = None,
    seen: Seen = Seen.ALL,
    **judged: Any,
) -> Comparable:
    """Raises what `compared` raises."""
    working = _working(rows, convention_id, seen)
    signed = _signed(rows, convention_id)
    first = _first([one["version_no"] for one in signed], working=working)
    if (old is None or new is None) and first is None:
        return Comparable(signed, working, None)
    was, now = first or (LAST_SIGNED, WORKING)
    asked = {"convention_id": convention_id, "seen": seen, **judged}
    return Comparable(signed, working, compared(rows, old=old or was, new=new or now, **asked))


def comparable_exercices(
    rows: Rows, *, convention_id: UUID, seen: Seen = Seen.ALL, **asked: Any
) -> Comparable:
    """Raises what `exercices` raises."""
    asked.pop("trail", None)
    found = exercices(rows, convention_id=convention_id, seen=seen, **asked)
    return Comparable(_signed(rows, convention_id), _working(rows, convention_id, seen), found)


def _signed(rows: Rows, convention_id: UUID) -> tuple[dict[str, Any], ...]:
    return tuple(one for one in versions(rows, convention_id) if one["signed"])


def _working(rows: Rows, convention_id: UUID, seen: Seen) -> bool:
    try:
        stood(rows, convention_id, WORKING, seen)
    except (NoWorkingCopy, NoVersionInForce):
        return False
    return True


def _first(signed: list[int], *, working: bool) -> tuple[Point, Point] | None:
    """What was signed last and the working copy, else the last two that were signed."""
    if signed and working:
        return LAST_SIGNED, WORKING
    if len(signed) > 1:
        old, new = (Point(Which.VERSION, number) for number in signed[-2:])
        return old, new
    return None


COMPARABLE = Query("read_comparison", READ, comparable, bounded=True, trail=True, dated=True)
COMPARABLE_EXERCICES = Query(
    "read_comparison", READ, comparable_exercices, bounded=True, dated=True
)
