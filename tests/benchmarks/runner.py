"""The library's own way to a read model: one event, one transaction; no history of rows."""

import time
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Composed

from infra.store.connections.names import compose
from tests.benchmarks.forks import Metrics, in_child
from tests.benchmarks.logs import LENGTH
from tests.benchmarks.stock import Ledger, environment, steps

TABLE = (
    "CREATE TABLE IF NOT EXISTS lines (convention_id uuid, line_id uuid, amount_cents bigint,"
    " PRIMARY KEY (convention_id, line_id))"
)
UPSERT = (
    "INSERT INTO lines VALUES (%s, %s, %s) ON CONFLICT (convention_id, line_id)"
    " DO UPDATE SET amount_cents = excluded.amount_cents"
)


class View(PostgresTrackingRecorder):
    def __init__(self, datastore: Any, **other: Any) -> None:
        super().__init__(datastore, **other)
        self.sql_create_statements.append(Composed([SQL(TABLE)]))

    def put(self, fact: Any, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            if hasattr(fact, "line_id"):
                cursor.execute(UPSERT, (fact.originator_id, fact.line_id, fact.new_cents))


class Lines(Projection[View]):
    name = "lines"

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.put(domain_event, tracking)


def library_events(url: str, events: int) -> None:
    def work() -> None:
        with Application[UUID](environment(url)) as application:
            for _ in range(events // LENGTH):
                ledger = Ledger()
                adjusted = steps(ledger)
                while ledger.version < LENGTH:
                    next(adjusted)
                application.save(ledger)

    in_child(work)


def library_runner(url: str, events: int) -> Metrics:
    """Events per second, its start included."""

    def work() -> Metrics:
        _forget(url)
        start = time.perf_counter()
        with ProjectionRunner(
            application_class=Application,
            projection_class=Lines,
            view_class=View,
            env=environment(url, POSTGRES_MAX_OVERFLOW="10"),
        ) as runner:
            runner.wait(events, timeout=600)
        return {"per_s": events / (time.perf_counter() - start)}

    return in_child(work)


def _forget(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for table in ("lines", "lines_tracking"):
            connection.execute(compose("DROP TABLE IF EXISTS {table}", table=table))
