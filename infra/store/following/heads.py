"""Where the log of every tenant stands, in one query, by a role that sees positions only."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from infra.store.connections import names
from infra.store.connections.pool import Pool

SCHEMAS = (
    r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\_%'"
    " AND has_schema_privilege(oid, 'USAGE') ORDER BY nspname"
)
HEAD = (
    "(SELECT {code}, notification_id, recorded_at FROM {schema}.events"
    " ORDER BY notification_id DESC LIMIT 1)"
)


class Head(NamedTuple):
    position: int
    recorded_at: datetime


def heads(pool: Pool) -> dict[str, Head]:
    """By tenant code, the platform's log included; an empty log has no head."""
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        found = connection.execute(SCHEMAS, prepare=True).fetchall()
        schemas = tuple(str(name) for (name,) in found)
        if not schemas:
            return {}
        rows = connection.execute(_query(schemas), prepare=True, binary=True).fetchall()
    return {code: Head(position, recorded_at) for code, position, recorded_at in rows}


def tenants(pool: Pool) -> list[str]:
    """The codes of all tenants of this database, without the platform."""
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        found = connection.execute(SCHEMAS, prepare=True).fetchall()
    codes = [names.code_of(str(name)) for (name,) in found]
    return [code for code in codes if code != names.PLATFORM]


@lru_cache(maxsize=4)
def _query(schemas: tuple[str, ...]) -> bytes:
    each = [
        names.compose(HEAD, schema=schema, code=names.literal(names.code_of(schema)))
        for schema in schemas
    ]
    return names.union_all(each).as_bytes(None)
