"""Long logs, written at once: conventions of a hundred events, each event a save of its own."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

import psycopg

from infra.store.connections.names import compose, schema_of
from infra.store.events.envelopes import encoded
from infra.store.events.mapper import TypedMapper
from tests.benchmarks.ground import Store
from tests.benchmarks.story import adjustments, ask, convention

LENGTH = 100  # events of a convention
WOVEN = 1_000  # conventions that are worked on at the same time
AT_ONCE = 10_000
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
TYPES = ["uuid", "int8", "int8", "timestamptz", "text", "bytea", "bytea"]
COPY = "COPY {schema}.{table} FROM STDIN"
BINARY = COPY + " (FORMAT BINARY)"
Row = tuple[Any, ...]


def rows(events: int) -> Iterator[Row]:
    """In the order of the columns of `events`; which convention comes next is drawn by lot."""
    template = list(_template())
    lots = random.Random(2024)  # noqa: S311 - the same log in every run
    envelope = encoded(ask("48").envelope())
    known = envelope[envelope.index(b'"correlation_id":"') + 18 :][:36]
    position = 0
    while position < events:
        streams = [uuid4() for _ in range(min(WOVEN, -(-(events - position) // LENGTH)))]
        drawn = streams * LENGTH
        lots.shuffle(drawn)
        reached = dict.fromkeys(streams, 0)
        for stream in islice(drawn, events - position):
            position += 1
            reached[stream] += 1
            topic, state = template[reached[stream] - 1]
            own = envelope.replace(known, str(uuid4()).encode())
            stamp = FIRST + timedelta(seconds=position)
            yield stream, reached[stream], position, stamp, topic, state, own


def _template() -> Iterator[tuple[str, bytes]]:
    mapper: Any = TypedMapper(transcoder=None)  # type: ignore[arg-type]
    made = convention()
    steps = adjustments(made)
    while made.version < LENGTH:
        next(steps)
    for each in made.collect_events():
        stored = mapper.to_stored_event(each)
        yield stored.topic, stored.state


def copy_in(
    connection: "psycopg.Connection[Any]", place: tuple[str, str], some: Iterable[Row], form: str
) -> None:
    """`place` is schema and table; `form` is COPY, as psycopg writes by default, or BINARY."""
    query = compose(form, schema=place[0], table=place[1])
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        if form == BINARY:
            copy.set_types(TYPES)
        for row in some:
            copy.write_row(row)


def fill(store: Store, tenant: str, events: int) -> None:
    """A tenant's log of that length, with statistics and without rows to clean."""
    with psycopg.connect(store.superuser_url, autocommit=True) as connection:
        found = rows(events)
        while some := list(islice(found, AT_ONCE)):
            copy_in(connection, (schema_of(tenant), "events"), some, BINARY)
        connection.execute(compose("VACUUM ANALYZE {schema}.events", schema=schema_of(tenant)))
