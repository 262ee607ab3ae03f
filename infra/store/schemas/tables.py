"""The tables of the read models, made from their description, and who may do what with them."""

from typing import Any

import click
from psycopg import Connection, Cursor, sql

from infra.store.connections.names import code_of, compose
from infra.store.readmodels.place import PLATFORM, SPAN, Place, columns, listed
from projections import catalogue
from projections.change import Table

TYPES = {
    "uuid": sql.SQL("uuid"),
    "text": sql.SQL("text"),
    "bigint": sql.SQL("bigint"),
    "boolean": sql.SQL("boolean"),
    "date": sql.SQL("date"),
    "timestamptz": sql.SQL("timestamptz"),
    "json": sql.SQL("json"),
}

# The order of keys is that of their bytes: digests read rows along the primary key.
KEYS = {
    **{kind: sql.SQL("{} NOT NULL").format(named) for kind, named in TYPES.items()},
    "text": sql.SQL('text COLLATE "C" NOT NULL'),
}

KINDS = {"timestamp with time zone": "timestamptz"}
COLUMNS = (
    "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
    " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
)
SPANNED = (
    "SELECT FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid JOIN pg_am AS a ON a.oid = relam"
    " WHERE indrelid = %s::regclass AND amname = 'gist'"
)
GUARD = "ALTER TABLE {0} ENABLE ROW LEVEL SECURITY"
READ_ALL = "CREATE POLICY read_all ON {0} FOR SELECT TO {1} USING (true)"
# A bare comparison would be taken for one row in 200, and all rows be read before the keys.
OWN_ROWS = (
    "CREATE POLICY own_rows ON {0} USING (coalesce("
    "current_user = current_database() || '_t_' || lower(tenant) || '_follow', false))"
)


class OtherShape(click.ClickException):
    """A table that tenants share cannot become what the program describes."""


def create_all(cursor: Cursor[Any], schema: str) -> None:
    """As owner, for one tenant or the platform.

    What is there stays, and gets the index of spans if it lacks it: a rebuild puts a new table in
    its place. Tables that tenants share are never replaced, for each tenant is rebuilt at its own
    time: they get the columns they lack. Raises OtherShape.
    """
    place = Place(schema)
    for table in catalogue.tables_in(code_of(schema)):
        if not exists(cursor, place, table):
            create(cursor, place, table)
            index(cursor, place, table)
            grant(cursor, place, table)
        else:
            widen(cursor.connection, place, table)
            _index_spans(cursor, place, table)
    if schema != PLATFORM:
        _let_into_shared(cursor, schema)


def widen(connection: Connection[Any], place: Place, table: Table) -> None:
    """Adds the columns that a shared table lacks; one that is no longer described stays null.

    Raises OtherShape.
    """
    if not table.shared:
        return
    there = described(connection, place, table)
    wanted = columns(table)
    kept = {name for name in table.values if name in there} | (wanted.keys() - table.values.keys())
    other = sorted(name for name in kept if there.get(name) != wanted[name])
    if other:
        raise OtherShape(
            f"Le tableau partagé «\N{NO-BREAK SPACE}{table.name}\N{NO-BREAK SPACE}» ne peut pas "
            f"changer de clé ni de type ({', '.join(other)})\N{NO-BREAK SPACE}: les lignes des "
            "autres départements s’y trouvent. Décrivez un tableau d’un autre nom, puis lancez "
            "«\N{NO-BREAK SPACE}pacte migrate\N{NO-BREAK SPACE}»."
        )
    for name in (name for name in table.values if name not in there):
        statement = sql.SQL("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {} {}")
        kind = TYPES[table.values[name]]
        connection.execute(statement.format(place.of(table), sql.Identifier(name), kind))


def described(connection: Connection[Any], place: Place, table: Table) -> dict[str, str]:
    """The columns that it has, with their types: those of an older version may be others."""
    name = place.of(table).as_string(connection)
    found = connection.execute(COLUMNS, [name]).fetchall()
    return {column: KINDS.get(kind, kind) for column, kind in found}


def create(cursor: Cursor[Any], place: Place, table: Table) -> None:
    """The bare table, for a load; `index` and `grant` follow."""
    nullable = {*table.values, "to_position"}
    parts = [
        sql.SQL("{} {}").format(sql.Identifier(name), (TYPES if name in nullable else KEYS)[kind])
        for name, kind in columns(table).items()
    ]
    statement = sql.SQL("CREATE TABLE {} ({})")
    cursor.execute(statement.format(place.of(table), sql.SQL(", ").join(parts)))


def index(cursor: Cursor[Any], place: Place, table: Table) -> None:
    """Names are left to the server: those of a rebuild stand beside those of the live table."""
    name, key = place.of(table), listed(table.key)
    for statement in (
        "ALTER TABLE {} ADD PRIMARY KEY ({}, from_position)",
        "CREATE UNIQUE INDEX ON {} ({}) WHERE to_position IS NULL",
    ):
        cursor.execute(sql.SQL(statement).format(name, key))
    for some in table.indexes:
        cursor.execute(sql.SQL("CREATE INDEX ON {} ({})").format(name, listed(some)))
    _index_spans(cursor, place, table)


def _index_spans(cursor: Cursor[Any], place: Place, table: Table) -> None:
    """By it the rows of a moment are found without those of all others, however many they are."""
    name = place.of(table)
    if table.rewritten and not cursor.execute(SPANNED, [name.as_string(cursor)]).fetchall():
        statement = sql.SQL("CREATE INDEX ON {} USING gist ({})")
        cursor.execute(statement.format(name, SPAN))


def grant(cursor: Cursor[Any], place: Place, table: Table) -> None:
    """To read for the tenant, to write for its follower; shared rows each to its own follower."""
    name, schema = place.of(table), place.schema_of(table)
    reader, follower = role(cursor, schema), role(cursor, f"{schema}_follow")
    for statement in (
        "GRANT SELECT ON {0} TO {1}, {2}",
        "GRANT INSERT, UPDATE ON {0} TO {2}",
    ):
        cursor.execute(sql.SQL(statement).format(name, reader, follower))
    if table.shared:
        _guard_rows(cursor, name, reader)


def exists(cursor: Cursor[Any], place: Place, table: Table) -> bool:
    name = place.of(table).as_string(cursor)
    cursor.execute("SELECT 1 WHERE to_regclass(%s) IS NOT NULL", [name])
    return cursor.rowcount == 1


def role(cursor: Cursor[Any], name: str) -> sql.Identifier:
    """Roles are cluster-wide, so their names carry the database."""
    return sql.Identifier(f"{cursor.connection.info.dbname}_{name}")


def _guard_rows(cursor: Cursor[Any], name: sql.Identifier, reader: sql.Identifier) -> None:
    for statement in (GUARD, READ_ALL, OWN_ROWS):
        cursor.execute(sql.SQL(statement).format(name, reader))


def _let_into_shared(cursor: Cursor[Any], schema: str) -> None:
    follower = f"{cursor.connection.info.dbname}_{schema}_follow"
    cursor.execute(
        compose("GRANT USAGE ON SCHEMA {platform} TO {to}", platform=PLATFORM, to=follower)
    )
    for table in catalogue.SHARED:
        name = Place(schema).of(table)
        statement = sql.SQL("GRANT SELECT, INSERT, UPDATE ON {} TO {}")
        cursor.execute(statement.format(name, sql.Identifier(follower)))
