"""Who appends: a plain INSERT, the recorder alone, and a save as a service makes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol
from uuid import uuid4

import psycopg
from eventsourcing.persistence import StoredEvent

from domain.sealed import seal
from infra.store.connections.names import roles_of, schema_of
from infra.store.connections.pool import pool_for
from infra.store.events.envelopes import encoded
from infra.store.events.mapper import TypedMapper
from infra.store.recording.factory import application_env
from infra.store.recording.recorder import Recorder
from services.pactes import Pactes
from tests.benchmarks.forks import Commit, Metrics, appends
from tests.benchmarks.ground import Store
from tests.benchmarks.story import adjustments, ask, convention, key, turns

RAW_TABLE = (
    "CREATE TABLE event (notification_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " originator_id uuid NOT NULL, originator_version bigint NOT NULL,"
    " recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(), topic text NOT NULL,"
    " state bytea NOT NULL, envelope bytea NOT NULL)"
)
RAW_INSERT = (
    "INSERT INTO event (originator_id, originator_version, topic, state, envelope)"
    " VALUES (%s, %s, %s, %s, %s)"
)


class Writing(Protocol):
    """`append`: events per second of several processes over several tenants, and latencies."""

    @property
    def name(self) -> str: ...

    def append(self, writers: int, tenants: int, seconds: float) -> Metrics: ...


def sample() -> tuple[str, bytes, bytes]:
    """Topic, state and envelope of an adjustment."""
    made = convention()
    made.collect_events()
    next(adjustments(made))
    stored = TypedMapper(transcoder=None).to_stored_event(made.collect_events()[-1])  # type: ignore[arg-type]
    return stored.topic, stored.state, encoded(ask("48").envelope())


@dataclass(frozen=True, slots=True)
class Forked:
    """`writer(index, tenants)` gives a function that makes one durable commit."""

    name: str
    writer: Any

    def append(self, writers: int, tenants: int, seconds: float) -> Metrics:
        def opener(index: int) -> Any:
            return self.writer(index, tenants)

        return appends(opener, writers=writers, seconds=seconds, warm=max(tenants, 20))


def raw(url: str) -> Forked:
    """The same columns, no concurrency check, no index but the identity key, no role."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(RAW_TABLE)
    return Forked("raw", partial(_raw, url))


def recorder(store: Store) -> Forked:
    """`Recorder.insert_events`: envelope and key of a new request, role switch, one event."""
    return Forked("recorder", partial(_recorder, store))


def application(store: Store) -> Forked:
    """A service after its load: the rule, the fold, a new request with its key, the save."""
    return Forked("application", partial(_application, store, told=False))


def application_with_text(store: Store) -> Forked:
    """The same with a sealed motive, whose text is written in the same transaction."""
    return Forked("application+text", partial(_application, store, told=True))


@contextmanager
def _raw(url: str, _index: int, _tenants: int) -> Iterator[Commit]:
    topic, state, envelope = sample()
    stream, versions = uuid4(), iter(range(1, 10**9))
    with psycopg.connect(url, autocommit=True) as connection:

        def commit() -> None:
            values = [stream, next(versions), topic, state, envelope]
            connection.execute(RAW_INSERT, values, prepare=True)

        yield commit


@contextmanager
def _recorder(store: Store, index: int, tenants: int) -> Iterator[Commit]:
    topic, state, _ = sample()
    pool = pool_for(store.url)
    places = [
        (
            Recorder(pool, schema_of(code), roles_of(pool.database, code).web),
            uuid4(),
            iter(versions),
        )
        for code in store.tenants[:tenants]
        for versions in (range(1, 10**9),)
    ]
    turn = turns(index, tenants)

    def commit() -> None:
        own, stream, versions = places[next(turn)]
        asked = ask("48", key())
        event = StoredEvent(stream, next(versions), topic, state)
        own.insert_events([event], context=asked.envelope(), key=asked.key)

    yield commit
    pool.close()


@contextmanager
def _application(store: Store, index: int, tenants: int, *, told: bool) -> Iterator[Commit]:
    desks = []
    for code in store.tenants[:tenants]:
        pactes, made = Pactes(code, application_env(code, store.url)), convention()
        pactes.record(ask(code), made)
        desks.append((pactes, made, adjustments(made)))
    turn = turns(index, tenants)

    def commit() -> None:
        pactes, made, steps = desks[next(turn)]
        next(steps)
        texts = [seal("Un motif.", uuid4().bytes)] if told else []
        pactes.record(ask(pactes.tenant, key()), made, texts=texts)

    yield commit
    pool_for(store.url).close()
