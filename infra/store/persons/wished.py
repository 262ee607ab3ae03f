"""Whose erasing was asked for and is neither done nor lapsed, with the event that asked."""

from uuid import UUID

from domain.envelope import Cause, event_id
from domain.upkeep import ErasingLapsed, ErasingRequested, upkeep_id
from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.events.envelopes import envelope_of

PENDING = (
    "SELECT p.person_id, e.originator_version, e.envelope FROM {schema}.events AS e"
    " JOIN {schema}.person AS p"
    " ON p.person_id::text = convert_from(e.state, 'utf8')::json ->> 'person_id'"
    " WHERE e.originator_id = %(stream)s AND e.topic = %(requested)s AND p.erased_at IS NULL"
    " AND NOT EXISTS (SELECT FROM {schema}.events AS l"
    " WHERE l.originator_id = %(stream)s AND l.topic = %(lapsed)s"
    " AND l.originator_version > e.originator_version"
    " AND convert_from(l.state, 'utf8')::json ->> 'person_id' = p.person_id::text)"
    " ORDER BY e.originator_version"
)


def wished(pool: Pool, tenant: str) -> dict[UUID, Cause]:
    stream = upkeep_id(tenant)
    asked = {
        "stream": stream,
        "requested": ErasingRequested.TOPIC,
        "lapsed": ErasingLapsed.TOPIC,
    }
    with pool.checkout(roles_of(pool.database, tenant).web) as connection:
        rows = connection.execute(in_schema(PENDING, schema_of(tenant)), asked).fetchall()
    return {
        person_id: Cause(event_id(stream, version), envelope_of(envelope).correlation_id)
        for person_id, version, envelope in rows
    }
