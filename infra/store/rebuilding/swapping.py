"""New tables put in the place of the live ones, in the transaction that holds their position."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from infra.store.readmodels.asking import EXCLUSIVE, lock
from infra.store.readmodels.place import Place, columns, listed
from infra.store.recording.save import Connection
from infra.store.schemas import tables
from projections.change import Projection, Table
from workers.rebuild import RebuildFailed

# Who reads meanwhile waits behind: not for long.
SWAP_SECONDS = 10
TIMEOUT = sql.SQL("SET LOCAL lock_timeout = {}")
HELD = (
    "Les tableaux de «\u00a0{}\u00a0» sont restés tenus plus de {}\u00a0s par une lecture longue "
    "(pg_dump, une transaction ouverte dans psql)\u00a0: rien n’a été remplacé. Attendez qu’elle "
    "soit finie, ou terminez-la (pg_stat_activity dit laquelle), puis relancez."
)


@dataclass(frozen=True, slots=True)
class Swap:
    connection: Connection
    tenant: str
    live: Place
    beside: Place

    def put(self, projection: Projection) -> None:
        """Raises RebuildFailed when somebody reads there for too long."""
        self.connection.execute(TIMEOUT.format(f"{SWAP_SECONDS}s"))
        try:
            lock(self.connection, self.live.schema, projection.tables, EXCLUSIVE)
        except psycopg.errors.LockNotAvailable as error:
            raise RebuildFailed(HELD.format(projection.name, SWAP_SECONDS)) from error
        for table in projection.tables:
            self._replace_rows(table) if table.shared else self._replace_table(table)

    def _replace_table(self, table: Table) -> None:
        new, old = self.beside.of(table), self.live.of(table)
        with self.connection.cursor() as cursor:
            cursor.execute(sql.SQL("ANALYZE {}").format(new))
            cursor.execute(sql.SQL("DROP TABLE {}").format(old))
            rename = sql.SQL("ALTER TABLE {} RENAME TO {}")
            cursor.execute(rename.format(new, sql.Identifier(table.name)))
            tables.grant(cursor, self.live, table)

    def _replace_rows(self, table: Table) -> None:
        """Of this tenant alone: other tenants' rows stand in the same table."""
        new, old = self.beside.of(table), self.live.of(table)
        self.connection.execute(
            sql.SQL("DELETE FROM {} WHERE tenant = %s").format(old), [self.tenant]
        )
        named = listed(columns(table))
        fill = sql.SQL("INSERT INTO {0} ({1}) SELECT {1} FROM {2}")
        self.connection.execute(fill.format(old, named, new))
