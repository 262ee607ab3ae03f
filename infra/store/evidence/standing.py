"""What stands of a tenant at one moment: its head, its read models, its snapshots."""

from typing import NamedTuple
from uuid import UUID

from infra.store.connections.names import in_schema
from infra.store.events.topics import aggregate_classes, snapshot_topic
from infra.store.recording.save import Connection

HEAD = "SELECT coalesce(max(notification_id), 0) FROM {schema}.events"
RUNNING = "SELECT projection, version, position FROM {schema}.positions WHERE status = 'running'"
SNAPSHOTS = (
    "SELECT originator_id, originator_version, topic, state FROM {schema}.snapshots"
    " WHERE topic = ANY (%s) ORDER BY originator_id, originator_version"
)


class Kept(NamedTuple):
    """A snapshot as it is stored."""

    stream: UUID
    version: int
    topic: str
    state: bytes


def head(connection: Connection, schema: str) -> int:
    ((found,),) = connection.execute(in_schema(HEAD, schema)).fetchall()
    return int(found)


def running(connection: Connection, schema: str) -> dict[str, tuple[int | None, int]]:
    """Version and position, by projection; none that stopped."""
    found = connection.execute(in_schema(RUNNING, schema))
    return {name: (version, position) for name, version, position in found}


def snapshots(connection: Connection, schema: str) -> list[Kept]:
    """Of the versions of states that this program reads: the others are ignored by all."""
    topics = [snapshot_topic(aggregate) for aggregate in aggregate_classes()]
    found = connection.execute(in_schema(SNAPSHOTS, schema), [topics])
    return [Kept(*row) for row in found]
