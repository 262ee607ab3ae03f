"""Where the table of a read model stands, and how SQL names it and its columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from psycopg import sql

from projections.change import Table

PLATFORM = "t_platform"
SHADOW = "__rebuild"
# From where a row stood to where it ended: as the index of a table that is often rewritten has it.
SPAN = sql.SQL("int8range(from_position, to_position)")


@dataclass(frozen=True, slots=True)
class Place:
    """`suffix` is set for the tables that a rebuild makes beside the live ones."""

    schema: str
    suffix: str = ""

    def schema_of(self, table: Table) -> str:
        return PLATFORM if table.shared else self.schema

    def of(self, table: Table) -> sql.Identifier:
        return sql.Identifier(self.schema_of(table), table.name + self.suffix)


def columns(table: Table) -> dict[str, str]:
    """Name -> SQL type, in the order of the table."""
    return {
        **table.key,
        **table.values,
        "from_position": "bigint",
        "to_position": "bigint",
    }


def listed(some: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join([sql.Identifier(name) for name in some])


def arrays(described: Mapping[str, str]) -> sql.Composed:
    """One parameter per column: json travels as text, and is cast where it is read."""
    kinds = ["text" if kind == "json" else kind for kind in described.values()]
    return sql.SQL(", ").join([sql.SQL("%s::{}[]").format(sql.SQL(kind)) for kind in kinds])


def all_of(conditions: Iterable[sql.Composable]) -> sql.Composed:
    return sql.SQL(" AND ").join(conditions)


def at(position: sql.Composable) -> sql.Composed:
    """The rows that stood after a position."""
    return sql.SQL("from_position <= {0} AND (to_position IS NULL OR to_position > {0})").format(
        position
    )


def at_by_span(position: sql.Composable) -> sql.Composed:
    """The same, as an index of spans answers it."""
    return sql.SQL("{} @> {}::bigint").format(SPAN, position)
