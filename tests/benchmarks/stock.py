"""The library as delivered: its own recorder, mapper and pool, an Application per tenant."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count, cycle
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from psycopg.conninfo import conninfo_to_dict

from infra.store.connections.names import compose
from tests.benchmarks.forks import Commit
from tests.benchmarks.story import MOTIVE, ask
from tests.benchmarks.writers import Forked

# Each Application holds connections of its own: of many tenants a writer serves that many.
MOST_APPLICATIONS = 4


class Ledger(Aggregate):
    """Amounts of lines; the fact has the fields of FundingAdjusted, and the envelope as a text."""

    def __init__(self) -> None:
        self.cents: dict[str, int] = {}

    @event("Adjusted")
    def adjust(
        self,
        *,
        line_id: UUID,
        old_cents: int,
        new_cents: int,
        delta_cents: int,
        motive: str,
        envelope: str,
    ) -> None:
        del old_cents, delta_cents, motive, envelope
        self.cents[str(line_id)] = new_cents


def environment(url: str, **changes: str) -> dict[str, str]:
    part = conninfo_to_dict(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(part["dbname"]),
        "POSTGRES_HOST": str(part["host"]),
        "POSTGRES_PORT": str(part["port"]),
        "POSTGRES_USER": str(part["user"]),
        "POSTGRES_PASSWORD": str(part["password"]),
        "POSTGRES_POOL_SIZE": "1",
        "POSTGRES_MAX_OVERFLOW": "1",
        **changes,
    }


def stock(url: str, tenants: int) -> Forked:
    """The schemas stand before a round begins."""
    schemas = [f"s{number:03}" for number in range(tenants)]
    for schema in schemas:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(compose("CREATE SCHEMA {schema}", schema=schema))
        Application[UUID](environment(url, POSTGRES_SCHEMA=schema)).close()
    return Forked("eventsourcing", partial(_writer, url, schemas))


def steps(ledger: Ledger) -> Iterator[None]:
    lines = cycle([uuid4() for _ in range(18)])
    for cents, line_id in zip(count(100_001_00, 100), lines, strict=False):
        old = ledger.cents.get(str(line_id), 0)
        envelope = ask("48").envelope().encode().decode()
        ledger.adjust(
            line_id=line_id,
            old_cents=old,
            new_cents=cents,
            delta_cents=cents - old,
            motive=MOTIVE,
            envelope=envelope,
        )
        yield


@contextmanager
def _writer(url: str, schemas: list[str], index: int, tenants: int) -> Iterator[Commit]:
    served = [
        schemas[(index + n * max(1, tenants // MOST_APPLICATIONS)) % tenants] for n in range(4)
    ]
    applications = [
        Application[UUID](environment(url, POSTGRES_SCHEMA=schema, CREATE_TABLE="n"))
        for schema in dict.fromkeys(served)
    ]
    desks: list[tuple[Any, Ledger, Iterator[None]]] = []
    for each in applications:
        ledger = Ledger()
        desks.append((each, ledger, steps(ledger)))
    turn = cycle(desks)

    def commit() -> None:
        each, ledger, adjusted = next(turn)
        next(adjusted)
        each.save(ledger)

    try:
        yield commit
    finally:
        for each in applications:
            each.close()
