"""What an authority of time said of checkpoints of events, and what it is still to be asked."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from infra.store.connections import names
from infra.store.connections.everywhere import of_all
from infra.store.connections.names import in_schema
from infra.store.connections.pool import Pool
from infra.store.recording.save import Connection

QUEUE = "INSERT INTO {schema}.time_stamp (tree, size) VALUES ('log', %s) ON CONFLICT DO NOTHING"
# The one that is asked is not asked by another for as long as it waits for its next turn.
CLAIM = (
    "UPDATE {schema}.time_stamp AS t SET attempts = attempts + 1, asked_at = clock_timestamp(),"
    " next_attempt_at = clock_timestamp()"
    " + least(%(first)s * 2 ^ least(attempts, 20), %(longest)s)"
    " FROM {schema}.checkpoint AS c WHERE (t.tree, t.size) = (c.tree, c.size)"
    " AND t.tree = 'log' AND t.size = %(size)s AND status = 'pending'"
    " AND next_attempt_at <= clock_timestamp() RETURNING note, attempts"
)
STAMPED = (
    "UPDATE {schema}.time_stamp SET status = 'stamped', cause = NULL, answer = %s,"
    " stamped_at = %s, authority = %s WHERE tree = 'log' AND size = %s AND status = 'pending'"
)
FAILED = (
    "UPDATE {schema}.time_stamp SET status = %s, cause = %s"
    " WHERE tree = 'log' AND size = %s AND status = 'pending'"
)
# What bears the least size is the tightest: with a proof it holds for all that is older.
COVERING = (
    "SELECT size, status, stamped_at, authority FROM {schema}.time_stamp"
    " WHERE tree = 'log' AND size >= %s ORDER BY status <> 'stamped',"
    " CASE status WHEN 'stamped' THEN size ELSE -size END LIMIT 1"
)
SIZES = (
    "SELECT size FROM {schema}.time_stamp"
    " WHERE tree = 'log' AND size <= %s AND status = 'stamped' ORDER BY size"
)
ANSWERS = (
    "SELECT size, answer FROM {schema}.time_stamp"
    " WHERE tree = 'log' AND size = ANY (%s) AND status = 'stamped' ORDER BY size"
)
STATUS = "SELECT status FROM {schema}.time_stamp WHERE tree = 'log' AND size = %s"
# Logs that grew since the newest checkpoint that was stamped, or asked for, more than a day ago.
GROWN = (
    "SELECT {code}, signed FROM {schema}.tree WHERE tree = 'log' AND signed > 0"
    " AND NOT EXISTS (SELECT FROM {schema}.time_stamp s WHERE s.tree = 'log'"
    " AND (s.size >= signed OR status = 'pending' OR queued_at > clock_timestamp() - %(every)s))"
)
DUE = (
    "(SELECT {code}, size, next_attempt_at FROM {schema}.time_stamp WHERE tree = 'log'"
    " AND status = 'pending' AND next_attempt_at <= clock_timestamp())"
)
STANDING = (
    "SELECT {code}, extract(epoch FROM clock_timestamp()"
    " - min(queued_at) FILTER (WHERE status = 'pending'))::float8,"
    " max(cause) FILTER (WHERE status = 'pending'),"
    " count(*) FILTER (WHERE status = 'pending'),"
    " count(*) FILTER (WHERE status = 'refused' AND size > (SELECT coalesce(max(size), 0)"
    " FROM {schema}.time_stamp WHERE status = 'stamped'))"
    " FROM {schema}.time_stamp"
)

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
EVERY = timedelta(days=1)


class Status(StrEnum):
    PENDING = "pending"
    STAMPED = "stamped"
    REFUSED = "refused"


class Stamp(NamedTuple):
    """`answer`: as it came, DER. `at`, `authority`: out of it, once it was found good."""

    answer: bytes
    at: datetime
    authority: str


class Said(NamedTuple):
    """Of the first `size` events. `at`, `authority`: as the token says, None unless stamped."""

    size: int
    status: Status
    at: datetime | None
    authority: str | None


class Waiting(NamedTuple):
    """`seconds`: for how long the oldest waits, `cause`: why, None: nothing waits.

    `refused`: since the last one that was stamped.
    """

    tenant: str
    seconds: float | None
    cause: str | None
    pending: int
    refused: int


def queue(connection: Connection, schema: str, size: int) -> None:
    """The checkpoint of that size is there; asked for once."""
    connection.execute(in_schema(QUEUE, schema), [size])


def claim(connection: Connection, schema: str, size: int) -> tuple[bytes, int] | None:
    """The note, and the number of this attempt. None: not due, or somebody else is at it."""
    asked = {"size": size, "first": FIRST, "longest": LONGEST}
    row = connection.execute(in_schema(CLAIM, schema), asked).fetchone()
    return (row[0], row[1]) if row else None


def stamped(connection: Connection, schema: str, size: int, stamp: Stamp) -> None:
    """The first one stays."""
    connection.execute(in_schema(STAMPED, schema), [*stamp, size])


def failed(connection: Connection, schema: str, size: int, cause: str, status: Status) -> None:
    connection.execute(in_schema(FAILED, schema), [status, cause, size])


def covering(connection: Connection, schema: str, size: int) -> Said | None:
    """The stamp of the least size that holds these events, else what was asked last of them."""
    row = connection.execute(in_schema(COVERING, schema), [size]).fetchone()
    return Said(row[0], Status(row[1]), row[2], row[3]) if row else None


def sizes(connection: Connection, schema: str, upto: int) -> list[int]:
    """Of the checkpoints that are stamped."""
    rows = connection.execute(in_schema(SIZES, schema), [upto]).fetchall()
    return [size for (size,) in rows]


def answers(connection: Connection, schema: str, these: list[int]) -> dict[int, bytes]:
    """What the authority answered (RFC 3161), by size."""
    return dict(connection.execute(in_schema(ANSWERS, schema), [these]).fetchall())


def status(connection: Connection, schema: str, size: int) -> Status | None:
    """None: it was never asked for."""
    row = connection.execute(in_schema(STATUS, schema), [size]).fetchone()
    return Status(row[0]) if row else None


def grown(pool: Pool) -> list[tuple[str, int]]:
    """Logs whose newest checkpoint is to be stamped now, the platform's included; its size."""
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        return [(code, size) for code, size in of_all(connection, GROWN, {"every": EVERY})]


def due(pool: Pool) -> list[tuple[str, int]]:
    """Tenant and size, the longest due first."""
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        rows = sorted(of_all(connection, DUE), key=lambda row: row[2])
    return [(code, size) for code, size, _ in rows]


def standing(connection: Connection) -> list[Waiting]:
    """In the role of the sweep."""
    return [Waiting(*row) for row in of_all(connection, STANDING)]
