"""The canonical digest of a table: its lines are written and summed by the server.

Byte for byte what `projections.digest` says of the same rows: the server escapes strings as the
canonical form does, and documents are stored in it.
"""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

from infra.store.readmodels.place import Place, all_of, columns, listed
from projections.change import Table
from projections.digest import digest

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
        first, *rest = self.table.key
        statement = sql.SQL(
            "SELECT encode(sha256(convert_to(string_agg({line}, E'\\n' ORDER BY {rest}), 'UTF8')),"
            " 'hex')::bytea {rows} GROUP BY {first} ORDER BY {first}"
        ).format(
            line=self.line(position),
            rest=listed([*rest, "from_position"]),
            rows=self.rows(position),
            first=sql.Identifier(first),
        )
        with connection.transaction(), connection.cursor("sums") as cursor:
            # The primary key has this order: nothing is piled up, however long the table.
            connection.execute("SET LOCAL enable_sort = off; SET LOCAL enable_hashagg = off")
            cursor.itersize = 5000
            return digest(each for (each,) in cursor.execute(statement))

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
