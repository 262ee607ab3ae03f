"""Read models as of one position: every query of an answer sees the same moment of the log.

A rebuild swaps tables by renaming them. So the tables are locked (for reading) before the snapshot
is taken: a snapshot from before the swap would see the new table empty.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from threading import BoundedSemaphore
from typing import Any

from infra.clock import today
from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.following import instants
from infra.store.following.instants import AsOf
from infra.store.readmodels.asking import PostgresRows, lock
from infra.store.readmodels.waiting import PATIENCE_SECONDS, PLACES, wait_for
from infra.store.recording.save import Connection
from projections.catalogue import owner_of
from projections.queries.query import (
    Answer,
    NotReached,
    OtherVersion,
    Query,
)

# Rows of another version are those of a program of before, or of one to come.
REACHED = (
    "SELECT CASE WHEN count(*) < %s THEN 0 ELSE min(position) END,"
    " coalesce(bool_or(status = 'stopped'), false),"
    " coalesce(bool_or(p.version IS DISTINCT FROM wanted.version), false)"
    " FROM unnest(%s::text[], %s::int[]) AS wanted (projection, version)"
    " JOIN {schema}.positions AS p USING (projection)"
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`late`: why it cannot be answered from it. `day`: that of the moment which is read."""

    rows: PostgresRows
    day: date
    late: NotReached | None


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
        day: date | None = None,
        **parameters: Any,
    ) -> Answer:
        """`day`: to judge by another one than that of the moment, as on the page before.

        Raises BeforeFirstRecord, BeyondHead, NotReached, or what the query raises.
        """

        def look() -> Answer | NotReached:
            with self._snapshot(tenant, query, as_of, min_position or 0) as found:
                if found.late is None:
                    on = day or found.day
                    dated = {"day": on} if query.dated else {}
                    body = query.answer(found.rows, **parameters, **dated)
                    return Answer(found.rows.position, body, on)
            return found.late

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
            moment = None if as_of is None else instants.moment(connection, schema, as_of)
            wanted = max(least, moment[0] if moment else 0)
            reached, late = _reached(connection, schema, query, wanted)
            at, day = (reached, today()) if moment is None else moment
            yield Snapshot(PostgresRows(connection, schema, query.tables, at), day, late)
            connection.execute("COMMIT")


def _reached(
    connection: Connection, schema: str, query: Query, wanted: int
) -> tuple[int, NotReached | None]:
    """How far all tables of the query have come, and what is amiss where that does not do."""
    versions = {owner.name: owner.version for owner in map(owner_of, query.tables)}
    asked = [len(versions), list(versions), list(versions.values())]
    row = connection.execute(in_schema(REACHED, schema), asked).fetchone()
    reached, stopped, other = row or (0, False, False)
    if other:
        return reached, OtherVersion(wanted, reached)
    return reached, None if reached >= wanted else NotReached(wanted, reached, stopped=stopped)
