"""What the house has to do by itself, as the read models show it: whoever does it looks again."""

from datetime import date
from uuid import UUID

from infra.store.connections.names import PLATFORM, in_schema, roles_of, schema_of
from infra.store.connections.pool import Pool

PAST = (
    "SELECT convention_id FROM {schema}.rounds"
    " WHERE to_position IS NULL AND status = 'open' AND deadline < %s ORDER BY convention_id"
)
UNFINISHED = (
    "SELECT code FROM {schema}.tenants WHERE to_position IS NULL AND status = 'declared'"
    " ORDER BY code"
)


def past_rounds(pool: Pool, tenant: str, today: date) -> list[UUID]:
    """The conventions whose signature round is open after its last day."""
    with pool.checkout(roles_of(pool.database, tenant).web) as connection:
        found = connection.execute(in_schema(PAST, schema_of(tenant)), [today])
        return [convention for (convention,) in found]


def unfinished(pool: Pool) -> list[str]:
    """The tenants that are declared and not open yet."""
    with pool.checkout(roles_of(pool.database, PLATFORM).web) as connection:
        found = connection.execute(in_schema(UNFINISHED, schema_of(PLATFORM)))
        return [code for (code,) in found]
