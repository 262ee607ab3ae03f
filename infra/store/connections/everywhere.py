"""One statement over the schemas of all tenants: one round trip, however many they are."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from psycopg import Connection, sql

from infra.store.connections import names

SCHEMAS = (
    r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\_%'"
    " AND has_schema_privilege(oid, 'USAGE') ORDER BY nspname"
)


def codes(connection: Connection[Any]) -> list[str]:
    """Of all tenants that the role of the connection may look into, and of the platform."""
    found = connection.execute(SCHEMAS, prepare=True)
    return [names.code_of(str(name)) for (name,) in found]


def of_all(
    connection: Connection[Any],
    statement: str,
    asked: Mapping[str, Any] | None = None,
    *,
    among: Iterable[str] | None = None,
    prepare: bool | None = None,
    binary: bool = False,
) -> list[tuple[Any, ...]]:
    """`{schema}` and `{code}` are filled in for each of these tenants; None: for all there are."""
    wanted = tuple(codes(connection) if among is None else among)
    if not wanted:
        return []
    query = _over(statement, wanted)
    return connection.execute(query, asked, prepare=prepare, binary=binary).fetchall()


@lru_cache(maxsize=48)  # a dozen statements, and those of the regions
def _over(statement: str, wanted: tuple[str, ...]) -> bytes:
    each = [
        names.compose(statement, schema=names.schema_of(code), code=names.literal(code))
        for code in wanted
    ]
    return sql.SQL(" UNION ALL ").join(each).as_bytes(None)
