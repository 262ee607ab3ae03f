"""The log of one tenant, read in the order of its positions."""

from uuid import UUID

from infra.store.connections.names import in_schema
from infra.store.events.envelopes import envelope_of
from infra.store.events.mapper import to_event
from infra.store.events.stored import Entry
from infra.store.recording.save import Connection
from projections.change import Recorded

BATCH = (
    "SELECT originator_id, originator_version, topic, state, notification_id, recorded_at, envelope"
    " FROM {schema}.events WHERE notification_id > %s ORDER BY notification_id LIMIT %s"
)
VERSION_AT = (
    "SELECT coalesce(max(originator_version), 0) FROM {schema}.events"
    " WHERE originator_id = %s AND notification_id <= %s"
)


def read(connection: Connection, schema: str, after: int, limit: int) -> list[Entry]:
    """The next rows after a position; fewer than `limit` only at the head."""
    cursor = connection.execute(in_schema(BATCH, schema), [after, limit], prepare=True, binary=True)
    return [Entry._make(row) for row in cursor.fetchall()]


def decode(row: Entry, tenant: str) -> Recorded:
    """Raises UnknownTopic, or MapperDeserialisationError for a state of another form."""
    return Recorded(
        tenant, row.position, row.topic, to_event(row), envelope_of(row.envelope), row.recorded_at
    )


def version_at(connection: Connection, schema: str, stream: UUID, position: int) -> int:
    """Of the stream at that position; 0: it had not begun."""
    query = in_schema(VERSION_AT, schema)
    ((version,),) = connection.execute(query, [stream, position]).fetchall()
    return int(version)
