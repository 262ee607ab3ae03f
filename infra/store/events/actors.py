"""Who did something that names nobody: the envelope does."""

from uuid import UUID

from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.events.envelopes import envelope_of

AT = "SELECT envelope FROM {schema}.events WHERE notification_id = %s"


def actor_at(pool: Pool, tenant: str, position: int) -> UUID | None:
    """The person; None: the system, or nothing stands there."""
    with pool.checkout(roles_of(pool.database, tenant).web) as connection:
        found = connection.execute(in_schema(AT, schema_of(tenant)), [position]).fetchone()
    actor = envelope_of(found[0]).actor if found else None
    return actor.person_id if actor else None
