"""The bytes that are hashed, put together around what is stored: nothing is encoded again."""

from collections.abc import Iterator
from datetime import datetime

from domain.canonical import event_bytes, instant
from infra.store.connections.names import in_schema, schema_of
from infra.store.events.stored import Entry
from infra.store.evidence.trees import Tree
from infra.store.following import log
from infra.store.recording.save import Connection

BATCH = 500
LOOKS = (
    "SELECT position, looked_at, entry FROM {schema}.access_log"
    " WHERE position > %s ORDER BY position LIMIT %s"
)


def leaves(
    connection: Connection, tenant: str, tree: Tree, *, after: int, limit: int
) -> list[bytes]:
    """Those behind a position, in order; fewer than `limit` only at the head."""
    schema = schema_of(tenant)
    if tree is Tree.LOG:
        return [row_bytes(tenant, row) for row in log.read(connection, schema, after, limit)]
    rows = connection.execute(in_schema(LOOKS, schema), [after, limit], binary=True)
    return [look_bytes(tenant, *row) for row in rows]


def all_leaves(connection: Connection, tenant: str, tree: Tree) -> Iterator[bytes]:
    """Each of them, however many there are; of one moment within a transaction that is one."""
    reached = 0
    while found := leaves(connection, tenant, tree, after=reached, limit=BATCH):
        yield from found
        reached += len(found)


def row_bytes(tenant: str, row: Entry) -> bytes:
    return event_bytes(
        tenant=tenant,
        position=row.position,
        stream=row.originator_id,
        version=row.originator_version,
        topic=row.topic,
        recorded_at=row.recorded_at,
        envelope=row.envelope,
        state=row.state,
    )


def look_bytes(tenant: str, position: int, looked_at: datetime, entry: bytes) -> bytes:
    """The canonical bytes of a row of the access log; `entry` is taken as stored."""
    tail = f',"looked_at":"{instant(looked_at)}","position":{position},"tenant":"{tenant}"}}'
    return b'{"entry":' + entry + tail.encode()
