"""The log of each tenant as the follower sees it: one transaction per turn."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from infra.store.connections.names import PLATFORM, in_schema, roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.following import log
from infra.store.following.heads import heads, tenants
from infra.store.readmodels import rows
from infra.store.readmodels.place import Place
from infra.store.recording.save import Connection
from projections import restoring
from projections.change import Change, Restore
from projections.weave import Placed
from workers.ports import Bad, Batch, Outage, Standing

# Whoever holds a row of positions is its only writer; what somebody else holds waits its turn.
HOLD = (
    "SELECT projection, version, position, error,"
    " updated_at < clock_timestamp() - interval '60 seconds' FROM {schema}.positions"
    " WHERE projection = ANY (%s) ORDER BY projection FOR UPDATE SKIP LOCKED"
)
BEGIN = (
    "INSERT INTO {schema}.positions (projection, version, position, status)"
    " SELECT name, version, 0, 'running' FROM unnest(%s::text[], %s::int[]) AS u (name, version)"
    " ON CONFLICT DO NOTHING"
)
ABSENT = (
    "SELECT name FROM unnest(%s::text[]) AS u (name)"
    " WHERE NOT EXISTS (SELECT FROM {schema}.positions WHERE projection = name)"
)
KEEP = (
    "UPDATE {schema}.positions AS p SET version = u.version, position = u.position,"
    " status = CASE WHEN u.error IS NULL THEN 'running' ELSE 'stopped' END, error = u.error,"
    " updated_at = clock_timestamp()"
    " FROM unnest(%s::text[], %s::int[], %s::bigint[], %s::text[])"
    " AS u (name, version, position, error) WHERE p.projection = u.name"
)
LAST_OF_TYPE = (
    "SELECT max(notification_id) FROM {schema}.events WHERE originator_id = %s"
    " AND starts_with(topic, %s) AND notification_id < %s"
)


# A batch is planned as it is: a plan made once for an empty table would read all of it for ever.
BULK = (
    "SET LOCAL plan_cache_mode = force_custom_plan;"
    " SET LOCAL random_page_cost = 1; SET LOCAL enable_seqscan = off;"
    " SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
)


@dataclass(frozen=True, slots=True)
class PostgresUnit:
    """Written to by the follower's role of the tenant."""

    connection: Connection
    tenant: str
    place: Place

    def hold(self, versions: Mapping[str, int | None]) -> list[Standing]:
        held = self._held(versions)
        if len(held) == len(versions):
            return held
        begun = {name: version for name, version in versions.items() if version is not None}
        self._run(BEGIN, [list(begun), list(begun.values())])
        absent = [
            Standing(name=name, version=None, position=0, absent=True)
            for (name,) in self._run(ABSENT, [list(versions)])
        ]
        return [*self._held(versions), *absent]

    def read(self, after: int, limit: int) -> Batch:
        return read(self.connection, self.tenant, after, limit)

    def write(self, placed: Sequence[Placed]) -> None:
        rows.write(self.connection, self.place, placed)

    def restored(self, position: int, restore: Restore) -> list[Change]:
        return restored(self.connection, self.place, position, restore)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        try:
            with self.connection.transaction():
                yield
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise Outage from error

    def keep(self, standings: Sequence[Standing]) -> None:
        if standings:
            parts = [(each.name, each.version, each.position, each.error) for each in standings]
            self._run(KEEP, [list(part) for part in zip(*parts, strict=True)])

    def _held(self, versions: Mapping[str, int | None]) -> list[Standing]:
        return [
            Standing(name=name, version=version, position=position, error=error, rested=rested)
            for name, version, position, error, rested in self._run(HOLD, [list(versions)])
        ]

    def _run(self, statement: str, parameters: Sequence[Any]) -> psycopg.Cursor[tuple[Any, ...]]:
        return self.connection.execute(in_schema(statement, self.place.schema), parameters)


@dataclass(frozen=True, slots=True)
class PostgresLog:
    pool: Pool

    def heads(self) -> Mapping[str, int]:
        with outages():
            every = dict.fromkeys((PLATFORM, *tenants(self.pool)), 0)
            return every | {tenant: head.position for tenant, head in heads(self.pool).items()}

    @contextmanager
    def unit(self, tenant: str) -> Iterator[PostgresUnit]:
        role, schema = roles_of(self.pool.database, tenant).follow, schema_of(tenant)
        with outages(), self.pool.checkout(role) as connection, connection.transaction():
            connection.execute(BULK)
            yield PostgresUnit(connection, tenant, Place(schema))


def read(connection: Connection, tenant: str, after: int, limit: int) -> Batch:
    events = []
    for row in log.read(connection, schema_of(tenant), after, limit):
        try:
            events.append(log.decode(row, tenant))
        except Exception as error:  # noqa: BLE001 - whatever it holds, those before are good
            return Batch(events, Bad(row.position, row.topic, type(error).__name__))
    return Batch(events)


def restored(connection: Connection, place: Place, position: int, restore: Restore) -> list[Change]:
    since, table, group = 0, restore.table, restore.group
    if restore.since:
        asked = [restore.stream, f"{restore.since}.", position]
        found = connection.execute(in_schema(LAST_OF_TYPE, place.schema), asked).fetchone()
        since = found[0] if found and found[0] else 0
    then = rows.of_group(connection, place, table, group, since)
    now = rows.of_group(connection, place, table, group, position)
    return restoring.changes(restore, then, now)


@contextmanager
def outages() -> Iterator[None]:
    """What psycopg says, as the follower and the mails understand it."""
    try:
        yield
    except psycopg.Error as error:
        raise Outage from error
