"""Whether read models and snapshots are what the log says: folded in memory, and compared.

One moment of the database, in the role of the follower; no table is made, nobody waits for it.
"""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from domain import upkeep
from infra.evidence.upkeep import is_closed, record, upkeep_of
from infra.store.connections.held import Held
from infra.store.connections.names import roles_of, schema_of
from infra.store.events.state import shape_of
from infra.store.events.topics import snapshot_class
from infra.store.evidence import standing
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


class Compared(NamedTuple):
    """One read model, or one snapshot: what the log gives, and what stands there."""

    name: str
    expected: str
    found: str


def audit(wiring: Wiring, tenant: str, night: date) -> list[Compared]:
    """What differs; the result is an event, one a night. Of a closed log nothing more is said."""
    kept = upkeep_of(wiring, tenant)
    if kept.audited == night or is_closed(wiring, tenant):
        return []
    position, compared = examined(wiring, tenant)
    wrong = [one for one in compared if one.expected != one.found]
    if wrong:
        upkeep.failed(kept, night=night, position=position, **wrong[0]._asdict())
    else:
        whole = sha256("".join(f"{one.name}:{one.found}\n" for one in compared).encode())
        upkeep.passed(kept, night=night, position=position, digest=whole.hexdigest())
    record(wiring, tenant, kept, "self-audit")
    return wrong


def examined(wiring: Wiring, tenant: str) -> tuple[int, list[Compared]]:
    """The head, and everything that could be compared with the log up to where it stands."""
    role = roles_of(wiring.pool.database, tenant).follow
    with wiring.pool.checkout(role) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        head = standing.head(connection, schema_of(tenant))
        compared = [
            *_read_models(connection, tenant),
            *_snapshots(connection, wiring.pactes(tenant)),
        ]
    return head, compared


def _read_models(connection: Held, tenant: str) -> Iterator[Compared]:
    """Of those that run, in the version of this program; one at a time, to hold little."""
    running = standing.running(connection, schema_of(tenant))
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
    for stream, version, topic, state in standing.snapshots(connection, schema_of(pactes.tenant)):
        with joined(connection):
            events = list(pactes.events.get(stream, lte=version))
        aggregate = fold(None, events)
        taken = pactes.mapper.to_stored_event(snapshot_class(topic).Snapshot.take(aggregate))
        shape = shape_of(snapshot_class(topic))
        equal = shape.decode(state) == shape.decode(taken.state)
        expected = sha256(taken.state).hexdigest()
        name = f"snapshot {stream} {version}"
        yield Compared(name, expected, expected if equal else sha256(state).hexdigest())
