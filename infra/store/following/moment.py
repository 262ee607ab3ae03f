"""A log and its access log as they stand at one moment, however long the reading takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from infra.store.connections.held import Held
from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.events.stored import Entry
from infra.store.following import log

BATCH = 500
SIZE = (
    "SELECT (SELECT coalesce(max(notification_id), 0) FROM {schema}.events),"
    " (SELECT count(*) FROM {schema}.access_log)"
)
LOOKS = (
    "SELECT position, looked_at, entry FROM {schema}.access_log"
    " WHERE position > %s ORDER BY position LIMIT %s"
)


@contextmanager
def moment(pool: Pool, tenant: str) -> Iterator[Held]:
    """Everything below is read on this connection."""
    role = roles_of(pool.database, tenant).web
    with pool.checkout(role) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield connection


def size(connection: Held, tenant: str) -> tuple[int, int]:
    """The position of the last event, 0: there is none; and how many looks there are."""
    ((head, looks),) = connection.execute(in_schema(SIZE, schema_of(tenant))).fetchall()
    return head, looks


def events(connection: Held, tenant: str) -> Iterator[Entry]:
    reached = 0
    while rows := log.read(connection, schema_of(tenant), reached, BATCH):
        yield from rows
        reached = rows[-1].position


def looks(connection: Held, tenant: str) -> Iterator[tuple[int, datetime, bytes]]:
    """Position, instant and entry of each."""
    reached, query = 0, in_schema(LOOKS, schema_of(tenant))
    while rows := connection.execute(query, [reached, BATCH]).fetchall():
        yield from rows
        reached = rows[-1][0]
