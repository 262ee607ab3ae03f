"""Whether read models and snapshots are what the log says: folded in memory, and compared.

In the role of the follower. No table is made; a table is read in one go, the log in batches, and
nothing is held in between.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from typing import NamedTuple

import psycopg

from domain import upkeep
from infra.evidence.upkeep import record
from infra.store.connections.held import Held
from infra.store.connections.names import roles_of, schema_of
from infra.store.events.state import shape_of
from infra.store.events.topics import snapshot_class
from infra.store.evidence import standing
from infra.store.following import log
from infra.store.readmodels.place import Place
from infra.store.rebuilding.digests import Lined
from infra.store.recording.recorder import joined
from infra.tenants.operating import at_rest
from infra.wiring import Wiring
from projections.catalogue import projections_of
from projections.change import Projection
from projections.digest import digest, sums
from projections.memory import Memory
from services.pactes import Pactes, fold
from services.upkeep import upkeep_of

BATCH = 1000
READABLE = "readable"


class LogCut(Exception):
    """Rows stand for events that the log does not hold any more."""


class Compared(NamedTuple):
    """One read model, or one snapshot: what the log gives, and what stands there.

    Digests in hex; for what does not run in the version of this program, versions.
    """

    name: str
    expected: str
    found: str


def audit(wiring: Wiring, tenant: str, night: date) -> list[Compared]:
    """What differs; the result is an event, one a night. Only of logs that are written to."""
    kept = upkeep_of(wiring.pactes(tenant))
    if kept.audited == night or at_rest(wiring, tenant):
        return []
    position, compared = examined(wiring, tenant)
    if not compared:
        return []
    wrong = [one for one in compared if one.expected != one.found]
    if wrong:
        upkeep.failed(kept, night=night, position=position, **wrong[0]._asdict())
    else:
        whole = sha256("".join(f"{one.name}:{one.found}\n" for one in compared).encode())
        upkeep.passed(kept, night=night, position=position, digest=whole.hexdigest())
    # It took a while: what was closed meanwhile was exported, and says nothing more.
    if not at_rest(wiring, tenant):
        record(wiring, tenant, kept, "self-audit")
    return wrong


def examined(wiring: Wiring, tenant: str) -> tuple[int, list[Compared]]:
    """Everything that can be compared with the log, and the least position at which it was.

    An empty log has been followed by nobody yet, and says nothing.
    """
    with _reading(wiring, tenant) as connection:
        running = standing.running(connection, schema_of(tenant))
        head = standing.head(connection, schema_of(tenant))
    if not head:
        return 0, []
    compared: list[Compared] = []
    positions = [head]
    for projection in projections_of(tenant):
        version, position = running.get(projection.name, (None, 0))
        if version == projection.version:
            compared += _folded(wiring, tenant, projection, position)
            positions.append(position)
        else:
            compared.append(Compared(projection.name, str(projection.version), str(version)))
    with _reading(wiring, tenant) as connection:
        compared += _snapshots(connection, wiring.pactes(tenant))
    return min(positions), compared


def _folded(wiring: Wiring, tenant: str, projection: Projection, position: int) -> list[Compared]:
    """An event that cannot be taken in any more is a difference too, and names the projection."""
    try:
        return list(_tables(wiring, tenant, projection, position))
    except psycopg.Error:
        raise
    except Exception as error:  # noqa: BLE001 - whatever was done to the log
        return [Compared(projection.name, READABLE, type(error).__name__)]


@contextmanager
def _reading(wiring: Wiring, tenant: str) -> Iterator[Held]:
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).follow) as connection:
        yield connection


def _tables(
    wiring: Wiring, tenant: str, projection: Projection, position: int
) -> Iterator[Compared]:
    """Rows keep their history: the live ones may move on while the log is folded."""
    memory = Memory(projection)
    while memory.position < position:
        limit = min(BATCH, position - memory.position)
        with _reading(wiring, tenant) as connection:
            rows = log.read(connection, schema_of(tenant), memory.position, limit)
        if not rows or rows[-1].position > position:
            raise LogCut(memory.position)
        for row in rows:
            memory.record(log.decode(row, tenant))
    for table in projection.tables:
        expected = digest(sums(table, memory.history(table), position))
        lined = Lined(table, Place(schema_of(tenant)), tenant)
        with _reading(wiring, tenant) as connection:
            yield Compared(table.name, expected, lined.digest(connection, position))


def _snapshots(connection: Held, pactes: Pactes) -> Iterator[Compared]:
    for kept in standing.snapshots(connection, schema_of(pactes.tenant)):
        name = f"snapshot {kept.stream} {kept.version}"
        try:
            with joined(connection):
                events = list(pactes.events.get(kept.stream, lte=kept.version))
            kind = snapshot_class(kept.topic)
            taken = pactes.mapper.to_stored_event(kind.Snapshot.take(fold(None, events)))
            equal = shape_of(kind).decode(kept.state) == shape_of(kind).decode(taken.state)
        except psycopg.Error:
            raise
        except Exception as error:  # noqa: BLE001 - whatever was done to the log
            yield Compared(name, READABLE, type(error).__name__)
            continue
        expected = sha256(taken.state).hexdigest()
        yield Compared(name, expected, expected if equal else sha256(kept.state).hexdigest())
