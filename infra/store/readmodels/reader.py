"""Read models as of one position: every query of an answer sees the same moment of the log.

A rebuild swaps tables by renaming them. So the tables are locked (for reading) before the snapshot
is taken: a snapshot from before the swap would see the new table empty.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.following import instants
from infra.store.following.instants import AsOf
from infra.store.readmodels.asking import PostgresRows, lock
from infra.store.readmodels.waiting import PATIENCE_SECONDS, PLACES, wait_for
from infra.store.recording.save import Connection
from projections.catalogue import owner_of
from projections.queries.query import Answer, NotReached, Query

REACHED = (
    "SELECT CASE WHEN count(*) < %s THEN 0 ELSE min(position) END,"
    " coalesce(bool_or(status = 'stopped'), false)"
    " FROM {schema}.positions WHERE projection = ANY (%s)"
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`reached`: how far all tables of the query have come. `stopped`: one of them stays there."""

    rows: PostgresRows
    wanted: int
    reached: int
    stopped: bool


class Reader:
    """`places` are those of the process, for all who wait."""

    def __init__(
        self, pool: Pool, patience: float = PATIENCE_SECONDS, places: BoundedSemaphore = PLACES
    ) -> None:
        self._pool = pool
        self._patience = patience
        self._places = places

    def ask(
        self,
        tenant: str,
        query: Query,
        *,
        as_of: AsOf | None = None,
        min_position: int | None = None,
        **parameters: Any,
    ) -> Answer:
        """Raises BeforeFirstRecord, BeyondHead, NotReached, or what the query raises."""

        def look() -> Answer | NotReached:
            with self._snapshot(tenant, query, as_of, min_position or 0) as found:
                if found.reached >= found.wanted:
                    return Answer(found.rows.position, query.answer(found.rows, **parameters))
            return NotReached(found.wanted, found.reached, stopped=found.stopped)

        return wait_for(look, self._patience, self._places)

    @contextmanager
    def _snapshot(
        self, tenant: str, query: Query, as_of: AsOf | None, least: int
    ) -> Iterator[Snapshot]:
        schema = schema_of(tenant)
        with self._pool.checkout(roles_of(self._pool.database, tenant).web) as connection:
            instants.settle(connection, [schema], as_of)
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            lock(connection, schema, query.tables)
            position = None if as_of is None else instants.position(connection, schema, as_of)
            reached, stopped = _reached(connection, schema, query)
            at = reached if position is None else position
            rows = PostgresRows(connection, schema, query.tables, at)
            yield Snapshot(rows, max(least, position or 0), reached, stopped)
            connection.execute("COMMIT")


def _reached(connection: Connection, schema: str, query: Query) -> tuple[int, bool]:
    names = sorted({owner_of(table).name for table in query.tables})
    row = connection.execute(in_schema(REACHED, schema), [len(names), names]).fetchone()
    return (row[0], row[1]) if row else (0, False)
