"""A tenant event by event, by either clock, and what each event leaves of its convention."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from projections.queries.convention.content import known
from projections.queries.convention.conventions import MONEY
from projections.queries.convention.states import Asked, Clock, states
from projections.queries.query import BeyondHead, Query, Rows
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.versions import VERSIONS
from projections.trail.audit import TRAIL

PARIS = ZoneInfo("Europe/Paris")

STEP = """
SELECT t.position, t.recorded_at, t.effective_on, t.effective_precision, t.stream, t.version,
       t.type, t.sentence, t.role, t.office, t.provenance, t.reason, c.convention_id
FROM {trail} AS t LEFT JOIN {conventions} AS c ON c.convention_id = t.stream
WHERE (%(stream)s::uuid IS NULL OR t.stream = %(stream)s)
"""
STEPS = {
    Clock.RECORDED: STEP
    + """
  AND (%(until)s::bigint IS NULL OR t.position <= %(until)s)
  AND (%(after)s::bigint IS NULL OR t.position > %(after)s)
ORDER BY t.position LIMIT %(limit)s
""",
    Clock.EFFECTIVE: STEP  # noqa: S608 - constants of this module
    + """
  AND (%(until)s::date IS NULL OR t.effective_on <= %(until)s)
  AND (%(after)s::bigint IS NULL OR (t.effective_on, t.position)
    > (SELECT last.effective_on, last.position FROM {trail} AS last
       WHERE last.position = %(after)s))
ORDER BY t.effective_on, t.position LIMIT %(limit)s
""",
}
KNOWN = """
SELECT convention_id, kind, title FROM {conventions}
WHERE %(stream)s::uuid IS NULL OR convention_id = %(stream)s ORDER BY kind, convention_id
"""


def replay(
    rows: Rows,
    *,
    by: Clock,
    until: int | date | None = None,
    on: date | None = None,
    typed: bool = False,
    stream: UUID | None = None,
    after: int | None = None,
    limit: int = 50,
    day: date,
) -> dict[str, Any]:
    """`until`: a position by the clock of records, else a day. `after`: the last position before.

    `typed`: that very position was asked for; the one of a day or an instant may lie behind the
    moment at which a walk began, and is then left aside.

    `reached`: each convention at the end of the whole walk, judged `on` a day if one was asked for,
    else on that of the moment. Raises BeyondHead.
    """
    if isinstance(until, int) and until > rows.position:
        if typed:
            told = f"Le journal n’est lu que jusqu’à la position {rows.position}."
            raise BeyondHead(told, field="/until")
        until = rows.position
    if stream is not None:
        known(rows, stream)
    found = rows.all(STEPS[by], stream=stream, until=until, after=after, limit=limit)
    asked = {step["position"]: _asked(rows, step, by) for step in found if step["convention_id"]}
    said = dict(zip(asked, states(rows, list(asked.values()), by), strict=True))
    for step in found:
        del step["convention_id"]
        step["state"] = said.get(step["position"])
    end = rows.at(until) if isinstance(until, int) else rows
    judged = until if by is Clock.EFFECTIVE and isinstance(until, date) else on or day
    return {"by": by, "items": found, "reached": _reached(end, by, judged, stream)}


def _asked(rows: Rows, step: dict[str, Any], by: Clock) -> Asked:
    if by is Clock.EFFECTIVE:
        return Asked(step["convention_id"], rows.position, step["effective_on"])
    return Asked(step["convention_id"], step["position"], _day_of(step["recorded_at"]))


def _reached(end: Rows, by: Clock, on: date, stream: UUID | None) -> list[dict[str, Any]]:
    acts = end.all(KNOWN, stream=stream)
    asked = [Asked(row["convention_id"], end.position, on) for row in acts]
    return [{**row, **said} for row, said in zip(acts, states(end, asked, by), strict=True)]


def _day_of(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()


REPLAY = Query("read_replay", (CONVENTIONS, VERSIONS, TRAIL, *MONEY), replay, dated=True)
