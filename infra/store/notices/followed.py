"""Who was to be told of one event: the rows of the outbox, and in which office each person was."""

from typing import Any
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError

from infra.store.connections.names import in_schema, schema_of
from infra.store.following import log
from infra.store.notices.roster import NoSuchRow, RowsAt
from infra.store.recording.save import Connection
from workers.notify.due import due

ROWS = (
    "SELECT outbox_id, notice, recipient, channel FROM {schema}.outbox"
    " WHERE event_id = %s ORDER BY recipient, channel"
)
REACHED = (
    "SELECT coalesce(max(position), 0) >= %s FROM {schema}.positions WHERE projection = 'outbox'"
)


def notices(
    connection: Connection, tenant: str, event_id: UUID, position: int
) -> list[dict[str, Any]]:
    """Without any address. Office and organization: why this person, where that can be read."""
    schema = schema_of(tenant)
    rows = connection.execute(in_schema(ROWS, schema), [event_id]).fetchall()
    seats = _seats(connection, tenant, position) if rows else {}
    found = []
    for outbox_id, notice, recipient, channel in rows:
        kind, _, told_as = notice.partition(":")
        office, organization_id = seats.get(outbox_id, (None, None))
        found.append(
            {
                "outbox_id": outbox_id,
                "notice": kind,
                "told_as": told_as,
                "person_id": recipient,
                "office": office,
                "organization_id": organization_id,
                "channel": channel,
            }
        )
    return found


def decided(connection: Connection, tenant: str, position: int) -> bool:
    """Whether the log was followed that far: else somebody may still have to be told."""
    query = in_schema(REACHED, schema_of(tenant))
    ((found,),) = connection.execute(query, [position]).fetchall()
    return bool(found)


def _seats(
    connection: Connection, tenant: str, position: int
) -> dict[UUID, tuple[str | None, UUID | None]]:
    (row,) = log.read(connection, schema_of(tenant), position - 1, 1)
    try:
        recorded = log.decode(row, tenant)
        told = due(recorded, RowsAt.after(connection, recorded))
    except (NoSuchRow, MapperDeserialisationError):
        return {}
    return {one.outbox_id: (one.office, one.organization_id) for one in told}
