"""Sizes and roots of every log, noted before an act and made again after it.

PostgreSQL itself says which logs a transaction may have changed: whoever writes, empties, alters
or drops a table holds a lock on it until the commit.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import psycopg

from domain.evidence.merkle import TreeHead
from domain.isolation import Altered
from infra.settings import Settings
from infra.store.connections.everywhere import of_all
from infra.store.connections.names import code_of, schema_of
from infra.store.evidence import payload
from infra.store.evidence.trees import Tree
from infra.store.recording.save import Connection
from infra.store.schemas.migrate import owner

LOGS = (
    "SELECT n.nspname, c.relname, c.oid FROM pg_class AS c JOIN pg_namespace AS n"
    r" ON n.oid = c.relnamespace WHERE n.nspname LIKE 't\_%%' AND c.relname = ANY (%s)"
    " AND to_regclass(quote_ident(n.nspname) || '.migrations') IS NOT NULL"
)
SIZES = {
    Tree.LOG: "SELECT {code}, coalesce(max(notification_id), 0) FROM {schema}.events",
    Tree.ACCESS: "SELECT {code}, coalesce(max(position), 0) FROM {schema}.access_log",
}
TABLES = {"events": Tree.LOG, "access_log": Tree.ACCESS}
NAMES = {tree: table for table, tree in TABLES.items()}
REACHED = (
    "SELECT u.n FROM unnest(%s::text[], %s::oid[]) WITH ORDINALITY AS u (name, relation, n)"
    " WHERE to_regclass(u.name) IS DISTINCT FROM u.relation OR EXISTS (SELECT FROM pg_locks AS l"
    " WHERE l.pid = pg_backend_pid() AND l.relation = u.relation"
    " AND l.mode NOT IN ('AccessShareLock', 'RowShareLock'))"
)
# From so many leaves on a second connection is worth its opening.
LARGE = 20_000


class Log(NamedTuple):
    tenant: str
    tree: Tree

    @property
    def table(self) -> str:
        return f"{schema_of(self.tenant)}.{NAMES[self.tree]}"


@dataclass(frozen=True, slots=True)
class Noted:
    """Every log that holds something, the platform's included, in order; its table by number."""

    heads: dict[Log, TreeHead]
    tables: dict[Log, int]

    def reached(self, connection: Connection) -> list[Log]:
        """Those that the open transaction of this connection may have changed."""
        logs = list(self.heads)
        asked = [[log.table for log in logs], [self.tables[log] for log in logs]]
        return [logs[n - 1] for (n,) in connection.execute(REACHED, asked)]

    def altered(self, connection: Connection, logs: Iterable[Log]) -> Altered | None:
        """The first that is no longer as it was, as this connection sees it."""
        for log in logs:
            found = root_of(connection, log, self.heads[log].size)
            if found != self.heads[log].root:
                return self._altered(connection, log, found)
        return None

    def first_altered(self, settings: Settings) -> Altered | None:
        """Of all of them, as they stand for everybody. Raises MigrationRefused."""
        with owner(settings) as connection:
            sizes = {log: head.size for log, head in self.heads.items()}
            roots = _roots(connection, settings, sizes)
            different = [log for log, head in self.heads.items() if roots[log] != head.root]
            return self.altered(connection, different)

    def _altered(self, connection: Connection, log: Log, found: bytes) -> Altered:
        size, expected = self.heads[log]
        return Altered(
            tenant=log.tenant,
            tree=log.tree.value,
            size=size,
            expected=expected.hex(),
            found=found.hex(),
            position=payload.unlike(connection, *log, size) if found else None,
        )


def note(settings: Settings) -> Noted:
    """From the payload itself: what was damaged earlier is no act's fault.

    Raises MigrationRefused.
    """
    with owner(settings) as connection:
        found = connection.execute(LOGS, [list(TABLES)]).fetchall()
        tables = {Log(code_of(schema), TABLES[name]): oid for schema, name, oid in found}
        sizes = {log: size for log, size in _sizes(connection, tables) if size}
        roots = _roots(connection, settings, sizes)
    heads = {log: TreeHead(size, roots[log]) for log, size in sorted(sizes.items())}
    return Noted(heads, {log: tables[log] for log in heads})


def _sizes(connection: Connection, logs: Iterable[Log]) -> Iterator[tuple[Log, int]]:
    for tree, statement in SIZES.items():
        among = [log.tenant for log in logs if log.tree is tree]
        for tenant, size in of_all(connection, statement, among=among):
            yield Log(tenant, tree), size


def _roots(connection: Connection, settings: Settings, sizes: dict[Log, int]) -> dict[Log, bytes]:
    """On a second connection too where it is worth its opening; the largest first."""
    waiting = iter(sorted(sizes, key=lambda log: -sizes[log]))

    def share(hand: Connection) -> dict[Log, bytes]:
        return {log: root_of(hand, log, sizes[log]) for log in waiting}

    if sum(sizes.values()) < LARGE:
        return share(connection)
    with owner(settings) as second, ThreadPoolExecutor() as hands:
        mine, other = hands.map(share, (connection, second))
    return mine | other


def root_of(connection: Connection, log: Log, size: int) -> bytes:
    """As this connection sees it; nothing: there is no such log any more."""
    try:
        return payload.root(connection, *log, size)
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
        return b""
