"""Why an event happened, and what followed: along the identities that envelopes carry."""

import re
from functools import partial
from typing import Any
from uuid import UUID

from domain.canonical import LARGEST
from domain.errors import NotFound
from projections.queries.query import Own, Query, Rows
from projections.queries.trail import COLUMNS
from projections.tenant.notifications import OUTCOMES
from projections.trail.asking import asked
from projections.trail.audit import TRAIL
from projections.trail.french import NBSP

POSITION = re.compile(r"[0-9]{1,16}")
MOST_CAUSES = 50

# Whoever may see some conventions alone sees their events, and what became of mails about them.
SEEN = """
(%(own)s::uuid[] IS NULL OR t.stream = ANY (%(own)s) OR (starts_with(t.type, 'notification.')
  AND EXISTS (SELECT FROM {trail} AS told
              WHERE told.event_id = t.causation_id AND told.stream = ANY (%(own)s))))
"""
SELECT = "SELECT " + COLUMNS + "FROM {trail} AS t "
ONE = SELECT + "WHERE (t.position = %(position)s OR t.event_id = %(event_id)s) AND " + SEEN
CHAIN = (
    """
WITH RECURSIVE chain (wanted, depth) AS (
  SELECT %(cause)s::uuid, 1
  UNION ALL
  SELECT t.causation_id, depth + 1 FROM chain JOIN {trail} AS t ON t.event_id = wanted
  WHERE t.causation_id IS NOT NULL AND depth < %(most)s AND """  # noqa: S608 - constants of this module
    + SEEN
    + ") SELECT "
    + COLUMNS
    + "FROM chain JOIN {trail} AS t ON t.event_id = wanted WHERE "
    + SEEN
    + " ORDER BY depth"
)
EFFECT, SIBLING = "t.causation_id = %(event_id)s", "t.correlation_id = %(correlation_id)s"
COUNT = "SELECT count(*) FROM {trail} AS t WHERE "
PAGE = " AND (%(after)s::bigint IS NULL OR t.position > %(after)s) AND " + SEEN
ORDERED = " ORDER BY t.position LIMIT %(limit)s"
OUTCOME = """
SELECT t.stream AS outbox_id, t.position, t.recorded_at, t.type, t.sentence,
       o.outcome, o.attempts, o.error_code
FROM {trail} AS t JOIN {notification_outcomes_ever} AS o
  ON o.outbox_id = t.stream AND o.from_position = t.position
WHERE t.causation_id = %(event_id)s ORDER BY t.position
"""


class NoSuchEvent(NotFound):
    code = "no-such-event"


def explained(rows: Rows, *, event: str, own: Own | None = None) -> dict[str, Any]:
    """`event`: a position, or the identity of an event. Raises NoSuchEvent."""
    mine = _mine(own)
    found = the_event(rows, event, own)
    chain = rows.all(CHAIN, cause=found["causation_id"], most=MOST_CAUSES, **mine)
    more = len(chain) == MOST_CAUSES and chain[-1]["causation_id"] is not None
    return {
        "event": found,
        "asked": asked(found),
        "cause": {"text": _because(found, chain), "items": chain, "more": more},
        "effects_count": _count(rows, EFFECT, found, mine),
        "request_count": _count(rows, SIBLING, found, mine),
    }


def the_event(rows: Rows, event: str, own: Own | None) -> dict[str, Any]:
    """Raises NoSuchEvent, alike for what another reader would be shown."""
    found = rows.all(ONE, **_named(event), **_mine(own))
    if not found:
        raise NoSuchEvent("Ce fait n’est pas au journal.")
    return found[0]


def _following(
    which: str,
    rows: Rows,
    *,
    event: str,
    own: Own | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """In the order of the log. Raises NoSuchEvent."""
    found = the_event(rows, event, own)
    statement = SELECT + "WHERE " + which + PAGE + ORDERED
    return rows.all(statement, **_keys(found), **_mine(own), after=after, limit=limit)


def outcomes(rows: Rows, *, event: str, own: Own | None = None) -> dict[str, Any]:
    """`outcomes`: of all mails about it, in the order of the log. Raises NoSuchEvent."""
    found = the_event(rows, event, own)
    return {"event": found, "outcomes": rows.all(OUTCOME, event_id=found["event_id"])}


def _named(event: str) -> dict[str, Any]:
    """Raises NoSuchEvent for what names none."""
    if POSITION.fullmatch(event) and int(event) <= LARGEST:
        return {"position": int(event), "event_id": None}
    try:
        return {"position": None, "event_id": UUID(event)}
    except ValueError as error:
        raise NoSuchEvent("Un fait se nomme par sa position ou son identifiant.") from error


def _mine(own: Own | None) -> dict[str, Any]:
    return {"own": None if own is None else sorted(own.convention_ids)}


def _count(rows: Rows, which: str, found: dict[str, Any], mine: dict[str, Any]) -> int:
    (row,) = rows.all(COUNT + which + " AND " + SEEN, **_keys(found), **mine)
    return int(row["count"])


def _keys(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in ("event_id", "correlation_id")}


def _because(found: dict[str, Any], chain: list[dict[str, Any]]) -> str:
    if found["causation_id"] is None:
        return "Aucun autre fait n’en est la cause."
    if not chain:
        return "Sa cause n’est pas parmi les faits que vous pouvez lire."
    first = chain[0]
    return f"Cause, à la position {first['position']}{NBSP}: {first['sentence']}"


NAME = "read_event"
EVENT = Query(NAME, (TRAIL,), explained)
# What it set off; and all that one request did, with what followed from it by itself.
EFFECTS = Query(NAME, (TRAIL,), partial(_following, EFFECT))
REQUEST = Query(NAME, (TRAIL,), partial(_following, SIBLING))
TOLD = Query(NAME, (TRAIL, OUTCOMES), outcomes)
