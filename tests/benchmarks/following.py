"""Catch-up and rebuild in a process of their own, with the most memory that it held."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from infra.store.connections.names import compose, schema_of
from infra.store.connections.pool import pool_for
from infra.store.following.unit import PostgresLog
from infra.store.rebuilding.workshop import OwnerWorkshop
from infra.store.schemas.migrate import owner
from projections.change import Projection
from tests.benchmarks.forks import Metrics, in_child
from tests.benchmarks.ground import Store
from tests.benchmarks.logs import COPY, copy_in, rows
from workers.feeding import Projecting
from workers.follower import Follower
from workers.rebuild import rebuild

COPIED = "CREATE TABLE {schema}.copied (LIKE {schema}.events INCLUDING ALL)"


class Nobody:
    """No wake-ups, no snapshots."""

    def wait(self, seconds: float) -> set[str]:
        del seconds
        return set()

    def take(self, *_: Any) -> None:
        pass


def followed(store: Store, projections: Sequence[Projection]) -> Follower:
    """A follower that feeds nothing but these, and never waits."""
    nobody = Nobody()
    log, consumers = PostgresLog(pool_for(store.url)), [Projecting(each) for each in projections]
    return Follower(log, lambda _: consumers, nobody, snapshots=nobody, sweep_every=0.0)


def copied(superuser_url: str, events: int, schema: str, form: str = COPY) -> Metrics:
    """Events per second of COPY into an empty table with the indexes of the log."""

    def work() -> Metrics:
        some = list(rows(events))
        with psycopg.connect(superuser_url, autocommit=True) as connection:
            connection.execute(compose(COPIED, schema=schema))
            start = time.perf_counter()
            copy_in(connection, (schema, "copied"), some, form)
            taken = time.perf_counter() - start
            connection.execute(compose("DROP TABLE {schema}.copied", schema=schema))
        return {"per_s": events / taken}

    return in_child(work)


def caught_up(store: Store, tenant: str, events: int, projections: Sequence[Projection]) -> Metrics:
    """Events per second of these projections from nothing to the head of the log."""

    def work() -> Metrics:
        _forget(store, tenant, projections)
        follower, most = followed(store, projections), 0.0
        start = time.perf_counter()
        while follower.turn(tenant):
            most = max(most, resident_mb())
        taken = time.perf_counter() - start
        assert _reached(store, tenant) == [events] * len(projections)
        pool_for(store.url).close()
        return {"per_s": events / taken, "mb": most}

    return in_child(work)


def rebuilt(store: Store, tenant: str, events: int, projection: Projection) -> Metrics:
    """Events per second of a rebuild: replay, both digests, swap."""

    def work() -> Metrics:
        with owner(store.settings) as connection:
            start = time.perf_counter()
            receipt = rebuild(OwnerWorkshop(connection, tenant, projection))
            taken = time.perf_counter() - start
        assert receipt.swapped
        assert receipt.position == events
        return {"per_s": events / taken, "mb": peak_mb()}

    return in_child(work)


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def peak_mb() -> float:
    """Since the process began."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _forget(store: Store, tenant: str, projections: Sequence[Projection]) -> None:
    schema = schema_of(tenant)
    with psycopg.connect(store.superuser_url, autocommit=True) as connection:
        connection.execute(compose("DELETE FROM {schema}.positions", schema=schema))
        for table in (table for projection in projections for table in projection.tables):
            where = schema_of("platform") if table.shared else schema
            connection.execute(compose("TRUNCATE {schema}.{table}", schema=where, table=table.name))


def _reached(store: Store, tenant: str) -> list[int]:
    with psycopg.connect(store.superuser_url) as connection:
        query = compose("SELECT position FROM {schema}.positions", schema=schema_of(tenant))
        return [position for (position,) in connection.execute(query)]
