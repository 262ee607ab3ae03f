"""What of the outbox waits: for the sweep, for people who look, and for those who ask again."""

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.rows import class_row

from infra.store.connections import names
from infra.store.connections.everywhere import of_all
from infra.store.connections.pool import Pool
from infra.store.following.heads import tenants
from infra.store.recording.save import Connection
from workers.notify.outcome import ATTEMPTS

# What is written about an act waits for its seal (infra.store.notices.outbox).
OVERDUE = """
(SELECT {code}, event_position FROM {schema}.outbox
WHERE status IN ('due', 'redriven') AND next_attempt_at <= clock_timestamp()
AND (starts_with(notice, 'member.')
  OR event_position <= (SELECT signed FROM {schema}.tree WHERE tree = 'log'))
ORDER BY next_attempt_at LIMIT 500)
"""
STANDING = """
SELECT {code}, status, count(*)
FROM {schema}.outbox WHERE status IN ('due', 'redriven', 'given_up') GROUP BY status
"""
WAITING = """
SELECT outbox_id, event_position, notice, status, attempts, held_up, recorded_at AS due_since,
next_attempt_at FROM {schema}.outbox JOIN {schema}.events ON notification_id = event_position
WHERE status IN ('due', 'redriven', 'given_up') ORDER BY event_position, outbox_id
"""
# One more attempt, whatever the number of those before.
REDRIVE = """
UPDATE {schema}.outbox
SET status = 'redriven', attempts = %s, next_attempt_at = clock_timestamp()
WHERE status = 'given_up' AND (%s::uuid IS NULL OR outbox_id = %s) RETURNING event_position
"""


class Standing(NamedTuple):
    tenant: str
    status: str
    rows: int


class Waiting(NamedTuple):
    """`due_since`: the instant of its event, however often it was tried since.

    `held_up`: how often in a row it could not even be tried.
    """

    outbox_id: UUID
    event_position: int
    notice: str
    status: str
    attempts: int
    held_up: int
    due_since: datetime
    next_attempt_at: datetime


def overdue(pool: Pool) -> dict[str, list[int]]:
    """By tenant, the positions of events of which something is due now."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for code, position in _asked(pool, OVERDUE):
        found[code].add(position)
    return {code: sorted(positions) for code, positions in found.items()}


def standings(pool: Pool) -> list[Standing]:
    """What is not over, by tenant and status."""
    return [Standing(*row) for row in _asked(pool, STANDING)]


def waiting(connection: Connection, schema: str) -> list[Waiting]:
    with connection.cursor(row_factory=class_row(Waiting)) as cursor:
        return cursor.execute(names.in_schema(WAITING, schema)).fetchall()


def redrive(connection: Connection, schema: str, outbox_id: UUID | None) -> list[int]:
    """What was given up is due again, once: one of them, or all. The positions concerned."""
    values = [ATTEMPTS - 1, outbox_id, outbox_id]
    return [
        position for (position,) in connection.execute(names.in_schema(REDRIVE, schema), values)
    ]


def _asked(pool: Pool, statement: str) -> list[tuple[Any, ...]]:
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        return of_all(connection, statement, among=tenants(pool))
