"""Clients that keep a ledger of what they sent and of what was answered, and never give up."""

import multiprocessing
import time
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent

from infra.store.connections.names import roles_of
from infra.store.connections.pool import Pool
from infra.store.recording.commands import first_answer
from infra.store.recording.recorder import Recorder
from services.ask import Key
from tests.infra.store.ledger import context

FORK = multiprocessing.get_context("fork")
SHA = b"r" * 32
PATIENCE = 120.0


@dataclass
class Ledger:
    """By key: the position that was answered. `unknown`: tries that broke off without answer."""

    answered: dict[UUID, int] = field(default_factory=dict)
    unknown: int = 0
    causes: set[str] = field(default_factory=set)
    found_later: int = 0


class Writers:
    """They work until `finish`, or until the `with` block ends by an error.

    `where` holds the address of the server, which may change when it is started again.
    """

    def __init__(self, where: Path, count: int = 4) -> None:
        self.stop = FORK.Event()
        self.answers = FORK.Value("i", 0)
        self.failures = FORK.Value("i", 0)
        told = (where, self.stop, self.answers, self.failures)
        self._processes = FORK.Pool(count, _begin, told)
        self._working = [self._processes.apply_async(_write) for _ in range(count)]

    def wait_for_answers(self, more: int) -> None:
        self._wait(self.answers, more)

    def wait_for_failures(self, more: int) -> None:
        self._wait(self.failures, more)

    def _wait(self, counted: Any, more: int) -> None:
        """Raises the error of a writer that died, or TimeoutError."""
        wanted, deadline = counted.value + more, time.monotonic() + PATIENCE
        while counted.value < wanted:
            if time.monotonic() > deadline:
                raise TimeoutError
            for each in self._working:
                if each.ready():
                    each.get()
            self.stop.wait(0.01)

    def finish(self) -> list[Ledger]:
        self.stop.set()
        return [each.get(PATIENCE) for each in self._working]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._processes.terminate()
        self._processes.join()


def tell(where: Path, address: str) -> None:
    """Write the address so that a writer reads the old one or the new one, never half of one."""
    new = where.with_suffix(".new")
    new.write_text(address)
    new.replace(where)


_shared: dict[str, Any] = {}


def _begin(where: Path, stop: Event, answers: Any, failures: Any) -> None:
    _shared.update(where=where, stop=stop, answers=answers, failures=failures)


def _write() -> Ledger:
    ledger, recorder = Ledger(), _connect()
    while not _shared["stop"].is_set():
        key = Key(command_id=uuid4(), request_sha256=SHA, status=201)
        deadline = time.monotonic() + PATIENCE
        while key.command_id not in ledger.answered:
            try:
                ledger.answered[key.command_id] = _once(recorder, key, ledger)
            except (OperationalError, psycopg.OperationalError) as error:
                ledger.unknown += 1
                ledger.causes.add(type(error.__cause__ or error).__name__)
                _count("failures")
                if time.monotonic() > deadline:
                    raise
                _shared["stop"].wait(0.05)
                recorder = _connect()
        _count("answers")
    return ledger


def _count(name: str) -> None:
    with _shared[name].get_lock():
        _shared[name].value += 1


def _once(recorder: Recorder, key: Key, ledger: Ledger) -> int:
    """A retried creation has a new stream: only the key can tell that it is the same."""
    event = StoredEvent(uuid4(), 1, "fault.noted.1", b'{"note":"' + b"x" * 400 + b'"}')
    try:
        return recorder.insert_events([event], context=context(), key=key)[-1]
    except IntegrityError:
        with recorder.pool.checkout(recorder.role) as connection:
            first = first_answer(connection, recorder.schema, key.command_id)
        assert first is not None
        ledger.found_later += 1
        return first.last_position


def _connect() -> Recorder:
    pool = Pool(_shared["where"].read_text(), size=1)
    return Recorder(pool, "t_48", roles_of(pool.database, "48").web)
