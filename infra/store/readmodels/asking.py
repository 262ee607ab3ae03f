"""SQL of a query with every table cut to one position, so that no query can forget it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row

from infra.store.readmodels.place import Place, at, at_by_span, columns, listed
from infra.store.recording.save import Connection
from projections.change import Table

AT = sql.SQL("%(at)s")
# Positions of the tenants of a national answer.
OF_TENANT = sql.SQL(
    "SELECT {columns} FROM {table} JOIN unnest(%(tenants_at)s::text[], %(positions_at)s::bigint[])"
    " AS moments (tenant, at) USING (tenant) WHERE {condition}"
)
SHARE, EXCLUSIVE = sql.SQL("ACCESS SHARE"), sql.SQL("ACCESS EXCLUSIVE")
PLAIN = sql.SQL("SELECT {columns} FROM {table} WHERE {condition}")


@dataclass(frozen=True, slots=True)
class PostgresRows:
    """The rows of one schema at a position; a national answer has `moments` by tenant instead."""

    connection: Connection
    schema: str
    tables: tuple[Table, ...]
    position: int
    moments: tuple[tuple[str, ...], tuple[int, ...]] | None = None

    def all(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        tenants, positions = self.moments or ((), ())
        given = {
            **parameters,
            "at": self.position,
            "tenants_at": list(tenants),
            "positions_at": list(positions),
        }
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(composed(statement, self.schema, self.tables), given).fetchall()

    def at(self, position: int) -> "PostgresRows":
        return replace(self, position=position)


def lock(
    connection: Connection, schema: str, tables: Iterable[Table], mode: sql.SQL = SHARE
) -> None:
    """Until the end of the transaction nobody puts other tables in their place.

    Always in the same order, so that nobody waits for somebody who waits for them.
    """
    place = Place(schema)
    some = sql.SQL(", ").join([place.of(each) for each in sorted(tables, key=_name)])
    statement = sql.SQL("LOCK TABLE {} IN {} MODE").format(some, mode)
    connection.execute(statement)


@lru_cache(maxsize=8192)
def composed(statement: str, schema: str, tables: tuple[Table, ...]) -> bytes:
    """`{table}`: its rows at the position. `{table_ever}`: all up to it, with their spans."""
    parts = {}
    for table in tables:
        standing = at_by_span if table.rewritten else at
        parts[table.name] = _cut(Place(schema), table, [*table.key, *table.values], standing)
        parts[f"{table.name}_ever"] = _cut(Place(schema), table, [*columns(table)], _by_then)
    return sql.SQL(statement).format(**parts).as_bytes()


def _cut(place: Place, table: Table, wanted: list[str], condition: Any) -> sql.Composed:
    shape, position = (OF_TENANT, sql.SQL("moments.at")) if table.shared else (PLAIN, AT)
    return sql.SQL("({})").format(
        shape.format(columns=listed(wanted), table=place.of(table), condition=condition(position))
    )


def _by_then(position: sql.SQL) -> sql.Composed:
    return sql.SQL("from_position <= {}").format(position)


def _name(table: Table) -> str:
    return table.name
