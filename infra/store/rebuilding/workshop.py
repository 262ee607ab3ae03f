"""Where a projection is rebuilt: shadow tables of the owner beside the live ones."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import sql

from infra.store.connections.names import in_schema, schema_of
from infra.store.following import unit
from infra.store.readmodels.place import SHADOW, Place, listed
from infra.store.rebuilding.digests import Lined
from infra.store.rebuilding.loading import Loading
from infra.store.rebuilding.shadow import ShadowUnit
from infra.store.rebuilding.swapping import Swap
from infra.store.recording.save import Connection
from infra.store.schemas import tables
from infra.store.schemas.migrate import Check, nothing
from projections.change import Projection, Table
from workers.ports import Standing
from workers.rebuild import RebuildFailed

# One rebuild of a database at a time: "rows" in ASCII.
LOCK = 0x726F7773
STANDING = (
    "INSERT INTO {schema}.positions (projection, version, position, status)"
    " VALUES (%s, %s, 0, 'running') ON CONFLICT DO NOTHING"
)
READ = "SELECT version, position FROM {schema}.positions WHERE projection = %s"
MOVE = (
    "UPDATE {schema}.positions SET version = %s, position = %s, status = 'running', error = NULL,"
    " updated_at = clock_timestamp() WHERE projection = %s"
)
DIFFERENCES = """
SELECT count(*) FILTER (WHERE l.line IS NULL), count(*) FILTER (WHERE n.line IS NULL),
       count(*) FILTER (WHERE l.line <> n.line)
FROM (SELECT {key}, from_position, {old_line} AS line {old_rows}) AS l
FULL JOIN (SELECT {key}, from_position, {new_line} AS line {new_rows}) AS n
USING ({key}, from_position)
"""


@dataclass(slots=True)
class OwnerWorkshop:
    """`connection` is the owner's, in autocommit; `before_commit` looks at the swap."""

    connection: Connection
    tenant: str
    projection: Projection
    before_commit: Check = nothing
    loading: Loading | None = None
    ahead: "tuple[int, Future[str]] | None" = None
    beside_us: ThreadPoolExecutor | None = None

    @property
    def live(self) -> Place:
        return Place(schema_of(self.tenant))

    @property
    def beside(self) -> Place:
        return Place(schema_of(self.tenant), SHADOW)

    def open(self) -> None:
        try:
            for table in self.projection.tables:
                tables.widen(self.connection, self.live, table)
        except tables.OtherShape as error:
            raise RebuildFailed(error.message) from error
        self.connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with self.connection.transaction(), self.connection.cursor() as cursor:
            self._run(STANDING, [self.projection.name, self.projection.version])
            for table in self.projection.tables:
                self._drop(self.beside, table)
                tables.create(cursor, self.beside, table)
        self.loading = Loading(self.connection, self.beside, self.projection.tables)

    def close(self) -> None:
        if self.beside_us:
            self.beside_us.shutdown()
        with self.connection.transaction():
            for table in self.projection.tables:
                self._drop(self.beside, table)
        self.connection.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def look_ahead(self, position: int) -> None:
        """The digest of the live rows, on another connection while the new ones are loaded."""
        self.beside_us = ThreadPoolExecutor(1)
        self.ahead = position, self.beside_us.submit(self._digest_apart, position)

    @contextmanager
    def unit(self) -> Iterator[ShadowUnit]:
        with self.connection.transaction():
            self.connection.execute(unit.BULK)
            yield ShadowUnit(self.connection, self.tenant, self.beside, self.loading)

    def settle(self) -> None:
        if self.loading:
            with self.connection.transaction():
                self.loading.flush()
        self.loading = None

    def standing(self) -> Standing:
        return self._standing(READ)

    @contextmanager
    def held(self) -> Iterator[Standing]:
        with self.connection.transaction():
            yield self._standing(READ + " FOR UPDATE")

    def digests(self, position: int) -> tuple[str, str]:
        foreseen, live = self.ahead or (position, None)
        if live and foreseen == position:
            before = live.result()
        else:
            before = self._digest(self.connection, self.live, position)
        return before, self._digest(self.connection, self.beside, position)

    def differences(self, position: int) -> tuple[int, int, int]:
        counts = [self._differences(table, position) for table in self.projection.tables]
        added, gone, changed = (sum(column) for column in zip(*counts, strict=True))
        return added, gone, changed

    def swap(self, position: int) -> None:
        Swap(self.connection, self.tenant, self.live, self.beside).put(self.projection)
        self._run(MOVE, [self.projection.version, position, self.projection.name])
        self.before_commit(self.connection)

    def _digest_apart(self, position: int) -> str:
        known = self.connection.info
        with psycopg.connect(known.dsn, password=known.password, autocommit=True) as connection:
            return self._digest(connection, self.live, position)

    def _digest(self, connection: Connection, place: Place, position: int) -> str:
        """Of one table its own, of more the digest of their digests in order."""
        found = [
            self._lined(connection, place, table).digest(connection, position)
            for table in self.projection.tables
        ]
        return found[0] if len(found) == 1 else sha256("".join(found).encode()).hexdigest()

    def _differences(self, table: Table, position: int) -> tuple[int, int, int]:
        old, new = (
            self._lined(self.connection, place, table) for place in (self.live, self.beside)
        )
        statement = sql.SQL(DIFFERENCES).format(
            key=listed(table.key),
            old_line=old.line(position),
            old_rows=old.rows(position),
            new_line=new.line(position),
            new_rows=new.rows(position),
        )
        row = self.connection.execute(statement).fetchone()
        return (row[0], row[1], row[2]) if row else (0, 0, 0)

    def _lined(self, connection: Connection, place: Place, table: Table) -> Lined:
        """With the columns that it has, for those of an older version may be others.

        Of a shared table, whose rows are of several versions, with those that are described.
        """
        if table.shared:
            return Lined(table, place, self.tenant)
        found = tables.described(connection, place, table)
        apart = {*table.key, "from_position", "to_position"}
        values = {column: kind for column, kind in found.items() if column not in apart}
        return Lined(replace(table, values=values), place, self.tenant)

    def _standing(self, statement: str) -> Standing:
        row = self._run(statement, [self.projection.name]).fetchone()
        version, position = row or (self.projection.version, 0)
        return Standing(name=self.projection.name, version=version, position=position)

    def _drop(self, place: Place, table: Table) -> None:
        self.connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(place.of(table)))

    def _run(self, statement: str, parameters: list[Any]) -> Any:
        return self.connection.execute(in_schema(statement, self.live.schema), parameters)
