"""The canonical lines of a table, written by the server and summed as they stream by.

Byte for byte what `projections.digest` says of the same rows: the server escapes strings as the
canonical form does, and documents are stored in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import tuple_row

from infra.store.place import Place, all_of, columns, listed
from projections.change import Table
from projections.digest import digest

AT_ONCE = 1000

# What `concat` is given for a column; null gives null there.
FORMS = {
    "uuid": sql.SQL("'\"' || {} || '\"'"),
    "text": sql.SQL("to_json({})::text"),
    "bigint": sql.SQL("{}::text"),
    "boolean": sql.SQL("{}::text"),
    "date": sql.SQL("'\"' || to_char({}, 'YYYY-MM-DD') || '\"'"),
    "timestamptz": sql.SQL(
        "'\"' || to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') || '\"'"
    ),
    "json": sql.SQL("{}::text"),
}


@dataclass(frozen=True, slots=True)
class Lined:
    """A table whose rows are turned into lines. `tenant` limits a shared one to its rows."""

    table: Table
    place: Place
    tenant: str

    def digest(self, connection: Connection[Any], position: int) -> str:
        """What stands at the position and all that ever stood before it."""
        return digest(self._stream(connection, position))

    def line(self, position: int) -> sql.Composed:
        """One row as canonical JSON; a row that ended later counts as current."""
        members = {
            name: FORMS[kind].format(sql.Identifier(name))
            for name, kind in columns(self.table).items()
        }
        members["to_position"] = sql.SQL(
            "(CASE WHEN to_position <= {} THEN to_position END)::text"
        ).format(sql.Literal(position))
        parts = [
            sql.SQL("{}, coalesce({}, 'null')").format(sql.Literal(f'"{name}":'), members[name])
            for name in sorted(members)
        ]
        return sql.SQL("concat('{{', {}, '}}')").format(sql.SQL(", ',', ").join(parts))

    def rows(self, position: int) -> sql.Composed:
        """FROM and WHERE: the rows that had been opened by then."""
        limits = [sql.SQL("from_position <= {}").format(sql.Literal(position))]
        if self.table.shared:
            limits.append(sql.SQL("tenant = {}").format(sql.Literal(self.tenant)))
        name = self.place.of(self.table)
        return sql.SQL("FROM {} WHERE {}").format(name, all_of(limits))

    def _stream(self, connection: Connection[Any], position: int) -> Iterator[bytes]:
        statement = sql.SQL("SELECT {} {} ORDER BY {}, from_position").format(
            self.line(position), self.rows(position), listed(self.table.key)
        )
        with connection.transaction():
            # The primary key has this order: nothing is piled up, however long the table.
            connection.execute("SET LOCAL enable_sort = off")
            with connection.cursor("digest", row_factory=tuple_row) as cursor:
                cursor.execute(statement)
                while some := cursor.fetchmany(AT_ONCE):
                    yield from (line.encode() for (line,) in some)
