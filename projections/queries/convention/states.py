"""How conventions stood: by what was recorded, or by what applied on a day. Two clocks, never one.

By the clock of records it is the content as it then stood, judged on the day of the record. By that
of effects it is what applied on a day, by all that is known at the position which is read.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from projections.queries.convention.funding import by_exercice
from projections.queries.convention.moments import Act, acts, totals
from projections.queries.convention.standing import standing
from projections.queries.query import Rows


class Clock(StrEnum):
    RECORDED = "recorded"
    EFFECTIVE = "effective"


class Asked(NamedTuple):
    """`day`: the one it is judged on."""

    convention_id: UUID
    position: int
    day: date


def states(rows: Rows, asked: Sequence[Asked], by: Clock) -> list[dict[str, Any]]:
    """In the order of what is asked, each of a convention that was known by then."""
    known = acts(rows, [(each.convention_id, each.position) for each in asked])
    places = [_place(known[each.convention_id, each.position], each, by) for each in asked]
    moments = [(each.convention_id, at) for each, at in zip(asked, places, strict=True) if at]
    amounts = totals(rows, moments)
    return [
        _state(
            known[each.convention_id, each.position],
            each,
            by,
            amounts.get((each.convention_id, at), []) if at else [],
        )
        for each, at in zip(asked, places, strict=True)
    ]


def _place(act: Act, asked: Asked, by: Clock) -> int | None:
    """The position of the content that is told; None: nothing applied."""
    if by is Clock.RECORDED:
        return asked.position
    applying = act.applying(asked.day)
    return applying.content_position if applying else None


def _state(act: Act, asked: Asked, by: Clock, amounts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "convention_id": asked.convention_id,
        "signed_no": act.versions[-1].no if act.versions else None,
        "standing": standing(act, asked.day, _shown(act, asked.day, by)),
        "exercices": by_exercice(amounts),
    }


def _shown(act: Act, day: date, by: Clock) -> int | None:
    """By the clock of effects the version that has begun, or the first that will."""
    if by is Clock.RECORDED or not act.versions:
        return None
    return (act.begun(day) or act.versions[0]).no
