"""Départements whose log tests write to directly, and the follower that tests drive by hand."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate

from domain.dates import BusinessDate
from domain.envelope import Actor, Envelope, Provenance, ProvenanceKind
from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.connections import names
from infra.store.connections.pool import Pool
from infra.store.following.unit import PostgresLog, read
from infra.store.readmodels.reader import Reader
from infra.store.recording.save import Connection
from infra.store.schemas.migrate import migrate, owner, provision
from infra.wiring import Wiring
from projections.catalogue import projections_of
from projections.change import Recorded
from tests.examples import access, convention, evidence, registry
from tests.servers import fresh_database
from workers.feeding import Projecting
from workers.follower import Consumers, Follower
from workers.ports import Consumer

EXAMPLES: dict[Any, dict[str, Any]] = (
    convention.EXAMPLES | registry.EXAMPLES | access.EXAMPLES | evidence.EXAMPLES
)
CODES = [f"{number:02}" for number in range(1, 96) if number != 20]
ENVELOPE = Envelope(
    effective_on=BusinessDate(date(2024, 1, 1)),
    provenance=Provenance(ProvenanceKind.API),
    correlation_id=UUID(int=7),
    actor=Actor(person_id=UUID(int=8), role="dept_agent", auth_method="demo", office="president"),
)


@dataclass
class Asleep:
    """Nobody wakes this follower, but for what a test says of once."""

    said: set[str] = field(default_factory=set)

    def wait(self, seconds: float) -> set[str]:
        del seconds
        said, self.said = self.said, set()
        return said


@dataclass
class Albums:
    """Snapshots that were asked for."""

    taken: list[tuple[str, UUID, int]] = field(default_factory=list)

    def take(self, tenant: str, stream: UUID, version: int) -> None:
        self.taken.append((tenant, stream, version))


def projecting(tenant: str) -> Sequence[Consumer]:
    return [Projecting(projection) for projection in projections_of(tenant)]


@dataclass
class Departement:
    """One tenant of a database, empty at first."""

    code: str
    wiring: Wiring
    connection: Connection
    consumers: Consumers = projecting

    @property
    def schema(self) -> str:
        return names.schema_of(self.code)

    @property
    def pool(self) -> Pool:
        return self.wiring.pool

    @cached_property
    def follower(self) -> Follower:
        return self.another_follower()

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.pool, patience=0.2)

    def another_follower(
        self, consumers: Consumers | None = None, wakes: Asleep | None = None, **other: Any
    ) -> Follower:
        said = {"snapshots": Albums(), **other}
        log = PostgresLog(self.pool)
        return Follower(log, consumers or self.consumers, wakes or Asleep(), **said)

    def record(self, *facts: Any) -> int:
        """Events or aggregates in one save; the last position."""
        saved = self.wiring.pactes(self.code).save(*facts, context=ENVELOPE)
        return int(saved[-1].notification.id)

    def record_apart(self, *facts: Any) -> int:
        """One save for each."""
        return [self.record(fact) for fact in facts][-1]

    def follow(self) -> None:
        while self.follower.turn(self.code):
            pass

    def log(self) -> list[Recorded]:
        """As the owner reads it."""
        batch = read(self.connection, self.code, 0, 1_000_000)
        assert batch.bad is None
        return list(batch.events)

    def run(self, statement: str, *parameters: Any, table: str = "") -> list[tuple[Any, ...]]:
        """As the owner; `{schema}` and `{table}` are filled in."""
        composed = names.compose(statement, schema=self.schema, table=table)
        cursor = self.connection.execute(composed, parameters)
        return cursor.fetchall() if cursor.description else []

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        return self.run("SELECT * FROM {schema}.{table}", table=table)

    def standing(self, projection: str) -> tuple[int, str, str | None]:
        """Position, status, error."""
        select = "SELECT position, status, error FROM {schema}.positions WHERE projection = %s"
        (row,) = self.run(select, projection)
        return row[0], row[1], row[2]

    def rest(self) -> None:
        """As if a minute had passed since anybody wrote about a projection."""
        self.run("UPDATE {schema}.positions SET updated_at = updated_at - interval '2 minutes'")


@dataclass
class Site:
    """A migrated database; every tenant asked for is a new one."""

    settings: Settings
    wiring: Wiring
    connection: Connection
    opened: int = 0

    def departement(self) -> Departement:
        code = CODES[self.opened]
        self.opened += 1
        provision(self.connection, code, self.settings)
        return Departement(code, self.wiring, self.connection)


@contextmanager
def site(servers: Servers) -> Iterator[Site]:
    with fresh_database(servers) as database:
        settings = Settings(
            home=servers.home,
            database_url=database.app_url,
            database_owner_url=database.owner_url,
            redis_url=servers.redis_url,
        )
        migrate(settings)
        wiring = Wiring(settings)
        try:
            with owner(settings) as connection:
                yield Site(settings, wiring, connection)
        finally:
            wiring.close()


def fact(kind: Any, stream: UUID, version: int, **fields: Any) -> Any:
    """An event as of the examples, but for some fields."""
    said = {**EXAMPLES[kind], **fields}
    if issubclass(kind, Aggregate.Created):
        said["originator_topic"] = kind.TOPIC.partition(".")[0]
    return kind(
        originator_id=stream, originator_version=version, timestamp=datetime.now(UTC), **said
    )


def facts(*kinds: Any, stream: UUID | None = None) -> list[Any]:
    """One stream of such events, from its first version on."""
    identity = stream or uuid4()
    return [fact(kind, identity, number) for number, kind in enumerate(kinds, 1)]
