"""The event that set something off: the newest of one type in a stream."""

from uuid import UUID

from domain.envelope import Cause, event_id
from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.events.envelopes import envelope_of

NEWEST = (
    "SELECT originator_version, envelope FROM {schema}.events"
    " WHERE originator_id = %s AND starts_with(topic, %s) ORDER BY originator_version DESC LIMIT 1"
)


def newest(pool: Pool, tenant: str, stream: UUID, kind: str) -> Cause | None:
    """`kind`: a topic, whose number does not matter."""
    asked = [stream, f"{kind.rpartition('.')[0]}."]
    with pool.checkout(roles_of(pool.database, tenant).web) as connection:
        found = connection.execute(in_schema(NEWEST, schema_of(tenant)), asked).fetchone()
    if found is None:
        return None
    version, envelope = found
    return Cause(event_id(stream, version), envelope_of(envelope).correlation_id)
