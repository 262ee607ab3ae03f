"""A replay: where it ends, by which clock, and its pages one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from infra.clock import PARIS
from infra.reading.comparing import Reading, caught_up
from infra.wiring import Wiring
from projections.queries.convention.states import Clock
from projections.queries.query import Answer, BeyondHead, Query, Unanswerable
from projections.queries.replay import REPLAY

Until = int | datetime | date

PAGE = 1000
MOMENT = Query(REPLAY.name, REPLAY.tables, lambda rows: rows.position)


class OtherClock(Unanswerable):
    """The two clocks are never mixed."""

    code = "other-clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Of one département, or of one convention: all of it at one position."""

    reading: Reading
    by: Clock
    until: Until | None
    as_of: int | datetime | None
    convention_id: UUID | None

    def pages(self) -> Iterator[Answer]:
        """At least one. Raises what `end_of` raises, with RowsBehind for NotReached."""
        with caught_up(self.reading.tenant):
            end = end_of(self.reading.wiring, self.reading.tenant, self.by, self.until)
        asked = {"by": self.by, "stream": self.convention_id, "limit": PAGE, **end}
        page = self.reading.answer(REPLAY, as_of=self.as_of, **asked)
        yield page
        while len(page.body["items"]) == PAGE:
            after = page.body["items"][-1]["position"]
            again = {"as_of": page.position, "day": page.day, "after": after}
            page = self.reading.answer(REPLAY, **again, **asked)
            yield page


def end_of(wiring: Wiring, tenant: str, by: Clock, until: Until | None) -> dict[str, Any]:
    """`until` as the query takes it, None: as far as is read. `on`: the day that was asked for.

    Raises OtherClock, BeyondHead, BeforeFirstRecord, NotReached.
    """
    if by is Clock.RECORDED:
        return _recorded(wiring, tenant, until)
    if isinstance(until, int | datetime):
        raise OtherClock(
            "Par date d’effet, on s’arrête à un jour\N{NO-BREAK SPACE}: ce qui était enregistré "
            "à une position ou à un instant se demande à part, par as_of.",
            field="/until",
        )
    return {"until": until}


def _recorded(wiring: Wiring, tenant: str, until: Until | None) -> dict[str, Any]:
    """A day that is not over has no last position yet."""
    moment = _moment(wiring, until)
    if moment is None:
        return {}
    try:
        found = wiring.reader.ask(tenant, MOMENT, as_of=moment)
    except BeyondHead as refusal:
        raise BeyondHead(refusal.sentence, field="/until") from refusal
    return {"until": found.position, "on": found.day, "typed": isinstance(until, int)}


def _moment(wiring: Wiring, until: Until | None) -> int | datetime | None:
    if until is None or isinstance(until, int | datetime):
        return until
    return _end_of_day(wiring, until)


def _end_of_day(wiring: Wiring, day: date) -> datetime | None:
    """In metropolitan France. None: it has begun. Raises BeyondHead when it has not."""
    if datetime.combine(day, time(), PARIS) > wiring.clock():
        raise BeyondHead("Ce jour n’est pas encore arrivé.", field="/until")
    ends = datetime.combine(day + timedelta(days=1), time(), PARIS)
    return ends - timedelta(microseconds=1) if ends <= wiring.clock() else None
