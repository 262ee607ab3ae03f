"""The rows of the outbox: what is due, who is sending it, what became of it.

Every instant is the database's, so that no two hosts disagree about what is due.
"""

from collections.abc import Sequence
from datetime import timedelta

from infra.store.connections.names import in_schema
from infra.store.recording.save import Connection
from workers.notify import acts
from workers.notify.due import Notice
from workers.notify.outcome import SILENCE, Verdict
from workers.notify.ports import Leased

# Longer than a job may run (infra.queue.JOB_SECONDS): a lease that ended has no sender any more.
LEASE = timedelta(minutes=2)
BATCH = 50
WAITING_FOR_SEAL = list(acts.WORDS)

WRITE = """
INSERT INTO {schema}.outbox
(outbox_id, event_position, event_id, notice, recipient, channel, status, next_attempt_at)
VALUES (%s, %s, %s, %s, %s, %s, 'due', clock_timestamp()) ON CONFLICT DO NOTHING
"""
# While it is leased a row is not due: its next attempt is when the lease ends.
TAKE = """
UPDATE {schema}.outbox AS o
SET attempts = attempts + 1, leased_until = until, next_attempt_at = until
FROM (
  SELECT outbox_id, clock_timestamp() + %s AS until FROM {schema}.outbox
  WHERE event_position = %s AND status IN ('due', 'redriven')
  AND next_attempt_at <= clock_timestamp()
  AND (split_part(notice, ':', 1) <> ALL (%s) OR EXISTS (
    SELECT FROM {schema}.checkpoint WHERE tree = 'log' AND size >= event_position
  ))
  ORDER BY attempts, outbox_id LIMIT %s FOR UPDATE SKIP LOCKED
) AS mine
WHERE o.outbox_id = mine.outbox_id
RETURNING o.outbox_id, event_id, recipient, attempts, leased_until
"""
SETTLE = """
UPDATE {schema}.outbox SET status = %s, leased_until = NULL, outcome_position = %s, held_up = 0,
next_attempt_at = clock_timestamp() + %s WHERE outbox_id = %s AND leased_until = %s
"""
# Longer each time, up to a quarter of an hour: what holds a mail up may last.
PUT_BACK = """
UPDATE {schema}.outbox
SET attempts = attempts - 1, held_up = held_up + 1, leased_until = NULL,
next_attempt_at = clock_timestamp() + %s * power(2, least(held_up, 4))
WHERE outbox_id = %s AND leased_until = %s
"""
PAUSE = """
UPDATE {schema}.outbox SET next_attempt_at = clock_timestamp() + %s
WHERE status IN ('due', 'redriven') AND next_attempt_at <= clock_timestamp()
"""


class LeaseLost(Exception):
    """Another worker has taken the mail over since, or it is over."""


def write(connection: Connection, schema: str, notices: Sequence[Notice]) -> None:
    """A notice that is there already stays as it is."""
    rows = [
        (
            notice.outbox_id,
            notice.position,
            notice.event_id,
            f"{notice.kind}:{notice.told_as}",
            notice.recipient,
            notice.channel,
        )
        for notice in notices
    ]
    connection.cursor().executemany(in_schema(WRITE, schema), rows)


def take(connection: Connection, schema: str, position: int) -> list[Leased]:
    """What is due of that event and nobody else holds; the least tried first.

    What is written about an act waits until its event is sealed.
    """
    asked = [LEASE, position, WAITING_FOR_SEAL, BATCH]
    rows = connection.execute(in_schema(TAKE, schema), asked).fetchall()
    leased = [
        Leased(
            outbox_id=outbox_id,
            event_id=event_id,
            recipient=recipient,
            attempt=attempt,
            leased_until=until,
        )
        for outbox_id, event_id, recipient, attempt, until in rows
    ]
    return sorted(leased, key=lambda row: (row.attempt, row.outbox_id))


def settle(
    connection: Connection, schema: str, leased: Leased, reached: Verdict, position: int
) -> None:
    """`position` is that of the outcome's event. Raises LeaseLost."""
    values = [
        reached.status,
        position,
        reached.retry_after or timedelta(0),
        leased.outbox_id,
        leased.leased_until,
    ]
    if connection.execute(in_schema(SETTLE, schema), values).rowcount != 1:
        raise LeaseLost


def put_back(connection: Connection, schema: str, untried: Sequence[Leased]) -> None:
    """They count no attempt but are counted, and are due again after a while."""
    values = [(SILENCE, leased.outbox_id, leased.leased_until) for leased in untried]
    connection.cursor().executemany(in_schema(PUT_BACK, schema), values)


def pause(connection: Connection, schema: str) -> None:
    """Nothing of the tenant is due for a while."""
    connection.execute(in_schema(PAUSE, schema), [SILENCE])
