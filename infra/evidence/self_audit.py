"""Whether read models and snapshots are what the log says: folded in memory, and compared.

One moment of the database, in the role of the follower; no table is made, nobody waits for it.
"""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import NamedTuple
from uuid import uuid4

from domain import upkeep
from domain.dates import BusinessDate
from domain.envelope import Envelope, Provenance, ProvenanceKind
from domain.errors import NotFound
from domain.upkeep import Upkeep, upkeep_id
from infra.clock import today
from infra.store.connections.held import Held
from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.store.events.state import shape_of
from infra.store.events.topics import aggregate_classes, snapshot_class, snapshot_topic
from infra.store.following import log
from infra.store.readmodels.place import Place
from infra.store.rebuilding.digests import Lined
from infra.store.recording.recorder import joined
from infra.wiring import Wiring
from projections.catalogue import projections_of
from projections.change import Projection
from projections.digest import digest, sums
from projections.memory import Memory
from services.pactes import Pactes, fold

BATCH = 1000
STANDINGS = "SELECT projection, version, position FROM {schema}.positions WHERE status = 'running'"
HEAD = "SELECT coalesce(max(notification_id), 0) FROM {schema}.events"
SNAPSHOTS = (
    "SELECT originator_id, originator_version, topic, state FROM {schema}.snapshots"
    " WHERE topic = ANY (%s) ORDER BY originator_id, originator_version"
)


class Compared(NamedTuple):
    """One read model, or one snapshot: what the log gives, and what stands there."""

    name: str
    expected: str
    found: str


def audit(wiring: Wiring, tenant: str, night: date) -> list[Compared]:
    """What differs; the result is an event, one a night."""
    position, compared = examined(wiring, tenant)
    wrong = [one for one in compared if one.expected != one.found]
    record = _upkeep(wiring.pactes(tenant), tenant)
    if wrong:
        upkeep.failed(record, night=night, position=position, **wrong[0]._asdict())
    else:
        whole = sha256("".join(f"{one.name}:{one.found}\n" for one in compared).encode())
        upkeep.passed(record, night=night, position=position, digest=whole.hexdigest())
    wiring.pactes(tenant).save(record, context=_envelope("self-audit"))
    wiring.wake(tenant)
    return wrong


def examined(wiring: Wiring, tenant: str) -> tuple[int, list[Compared]]:
    """The head, and everything that could be compared with the log up to where it stands."""
    role = roles_of(wiring.pool.database, tenant).follow
    with wiring.pool.checkout(role) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        head = connection.execute(in_schema(HEAD, schema_of(tenant))).fetchone()
        compared = [
            *_read_models(connection, tenant),
            *_snapshots(connection, wiring.pactes(tenant)),
        ]
    return int(head[0]) if head else 0, compared


def _read_models(connection: Held, tenant: str) -> Iterator[Compared]:
    """Of those that run, in the version of this program; one at a time, to hold little."""
    query = in_schema(STANDINGS, schema_of(tenant))
    running = {name: (version, position) for name, version, position in connection.execute(query)}
    for projection in projections_of(tenant):
        version, position = running.get(projection.name, (None, 0))
        if version == projection.version:
            yield from _tables(connection, tenant, projection, position)


def _tables(
    connection: Held, tenant: str, projection: Projection, position: int
) -> Iterator[Compared]:
    memory = _folded(connection, tenant, projection, position)
    for table in projection.tables:
        expected = digest(sums(table, memory.history(table), position))
        lined = Lined(table, Place(schema_of(tenant)), tenant)
        yield Compared(table.name, expected, lined.digest(connection, position))


def _folded(connection: Held, tenant: str, projection: Projection, position: int) -> Memory:
    memory = Memory(projection)
    while memory.position < position:
        limit = min(BATCH, position - memory.position)
        for row in log.read(connection, schema_of(tenant), memory.position, limit):
            memory.record(log.decode(row, tenant))
    return memory


def _snapshots(connection: Held, pactes: Pactes) -> Iterator[Compared]:
    """Of the versions of states that this program reads; the others are ignored by all."""
    topics = [snapshot_topic(aggregate) for aggregate in aggregate_classes()]
    query = in_schema(SNAPSHOTS, schema_of(pactes.tenant))
    for stream, version, topic, state in connection.execute(query, [topics]).fetchall():
        with joined(connection):
            events = list(pactes.events.get(stream, lte=version))
        aggregate = fold(None, events)
        taken = pactes.mapper.to_stored_event(snapshot_class(topic).Snapshot.take(aggregate))
        shape = shape_of(snapshot_class(topic))
        equal = shape.decode(state) == shape.decode(taken.state)
        expected = sha256(taken.state).hexdigest()
        name = f"snapshot {stream} {version}"
        yield Compared(name, expected, expected if equal else sha256(state).hexdigest())


def _upkeep(pactes: Pactes, tenant: str) -> Upkeep:
    try:
        return pactes.load_short(Upkeep, upkeep_id(tenant))
    except NotFound:
        return upkeep.begun(upkeep_id(tenant))


def _envelope(ref: str) -> Envelope:
    return Envelope(
        effective_on=BusinessDate(today()),
        provenance=Provenance(ProvenanceKind.SYSTEM, f"evidence:{ref}"),
        correlation_id=uuid4(),
    )
