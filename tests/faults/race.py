"""Eight processes write one log, breaking off and colliding; two follow its tail."""

import multiprocessing
import random
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import IntegrityError, StoredEvent

from infra.store.connections.names import roles_of
from infra.store.connections.pool import Pool
from infra.store.following import log
from infra.store.recording.recorder import Recorder, joined
from services.ask import Key
from tests.infra.store.ledger import context

FORK = multiprocessing.get_context("fork")
TOPIC, OVER = "race.moved.1", "race.over.1"
WRITERS, READERS = 8, 2
BREAKING_OFF, COLLIDING = 0.1, 0.15


@dataclass
class Told:
    """What one writer was told."""

    acknowledged: list[int] = field(default_factory=list)
    saves: int = 0
    conflicts: int = 0
    broken_off: int = 0


def run_race(url: str, saves: int) -> tuple[list[Told], list[list[int]]]:
    """What each writer was told, and the positions that each reader saw, in their order."""
    shared = [uuid4() for _ in range(4)]
    with FORK.Pool(WRITERS + READERS) as processes:
        reading = [processes.apply_async(follow, [url]) for _ in range(READERS)]
        writing = [
            processes.apply_async(write, [url, seed, saves // WRITERS, shared])
            for seed in range(WRITERS)
        ]
        told = [each.get(600) for each in writing]
        over = StoredEvent(uuid4(), 1, OVER, b"{}")
        last = recorder_of(url)
        last.insert_events([over], context=context())
        last.pool.close()
        seen = [each.get(60) for each in reading]
    return told, seen


def recorder_of(url: str) -> Recorder:
    pool = Pool(url, size=1)
    return Recorder(pool, "t_48", roles_of(pool.database, "48").web)


def write(url: str, seed: int, saves: int, shared: list[UUID]) -> Told:
    dice, told = random.Random(seed), Told()  # noqa: S311 - a race needs no secret
    recorder = recorder_of(url)
    stream, version = uuid4(), 0
    for _ in range(saves):
        events = _events(stream, version, dice.choice([1, 1, 1, 3]))
        if dice.random() < COLLIDING:
            one = dice.choice(shared)
            events = _events(one, len(recorder.select_events(one)), 1)
        if dice.random() < BREAKING_OFF:
            _break_off(recorder, events)
            told.broken_off += 1
            continue
        try:
            told.acknowledged += recorder.insert_events(events, context=context(), key=_key())
        except IntegrityError:
            # Nobody else writes a stream of one's own: the lock keeps positions apart.
            assert events[0].originator_id != stream
            told.conflicts += 1
        else:
            told.saves += 1
            version += len(events) if events[0].originator_id == stream else 0
    return told


def follow(url: str) -> list[int]:
    recorder, seen = recorder_of(url), [0]
    while True:
        with recorder.pool.checkout(recorder.role) as connection:
            rows = log.read(connection, "t_48", seen[-1], 500)
        seen += [row.position for row in rows]
        if rows and rows[-1].topic == OVER:
            return seen[1:]


def _break_off(recorder: Recorder, events: list[StoredEvent]) -> None:
    """The caller's transaction ends without a commit, after the append went well."""
    with (
        recorder.pool.checkout(recorder.role) as connection,
        connection.transaction() as transaction,
        joined(connection),
    ):
        with suppress(IntegrityError):  # too late as well: rolled back all the same
            recorder.insert_events(events, context=context(), key=_key())
        raise psycopg.Rollback(transaction)


def _events(stream: UUID, after: int, count: int) -> list[StoredEvent]:
    return [StoredEvent(stream, after + 1 + n, TOPIC, b"{}") for n in range(count)]


def _key() -> Key:
    return Key(command_id=uuid4(), request_sha256=b"r" * 32, status=201)
