"""The library's recorder over the append function: one round trip per save."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Never
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    StoredEvent,
    Tracking,
)

from domain.envelope import Envelope
from domain.sealed import Sealed
from infra.store.connections.failures import translated
from infra.store.connections.held import Held
from infra.store.connections.names import in_schema
from infra.store.connections.pool import Pool
from infra.store.events.envelopes import encoded
from infra.store.events.stored import LogRow
from infra.store.recording.conflict import judge
from infra.store.recording.save import Save
from services.ask import Key

TRIES = 3

STREAM = (
    "SELECT originator_id, originator_version, topic, state, notification_id, recorded_at"
    " FROM {schema}.events WHERE originator_id = %s AND originator_version > %s"
    " AND originator_version <= %s ORDER BY originator_version "
)
LOG = (
    "SELECT originator_id, originator_version, topic, state, notification_id FROM {schema}.events"
    " WHERE notification_id >= %s AND notification_id <= %s AND (%s::text[] IS NULL"
    " OR topic = ANY (%s)) ORDER BY notification_id LIMIT %s"
)
HEAD = "SELECT notification_id FROM {schema}.events ORDER BY notification_id DESC LIMIT 1"
END = 2**63 - 1

_joined: ContextVar[Held | None] = ContextVar("joined", default=None)


@contextmanager
def joined(connection: Held) -> Iterator[None]:
    """Within: appends and reads of the log are part of the caller's open transaction."""
    token = _joined.set(connection)
    try:
        yield
    finally:
        _joined.reset(token)


@contextmanager
def at_hand(pool: Pool, role: str) -> Iterator[Held]:
    """On the connection that the caller's transaction holds, if any: never on a second one."""
    held = _joined.get()
    if held is not None:
        yield held
        return
    with pool.checkout(role) as connection:
        yield connection


class Recorder(ApplicationRecorder):
    """The log of one tenant, in the role of that tenant."""

    def __init__(self, pool: Pool, schema: str, role: str) -> None:
        self.pool = pool
        self.schema = schema
        self.role = role

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        context: Envelope | None = None,
        key: Key | None = None,
        texts: Sequence[Sealed] = (),
        answer_for: UUID | None = None,
        tracking: Tracking | None = None,
        **others: Any,
    ) -> Sequence[int]:
        """Positions. Raises IntegrityError when a stream moved on or the key has been used."""
        if not stored_events:
            return []
        if context is None or tracking is not None or others:
            raise TypeError("a save has a context, and neither tracking nor anything unknown")
        save = Save(stored_events, encoded(context), key, texts, answer_for)
        with translated():
            last = self._append(save)
        return range(last - len(stored_events) + 1, last + 1)

    def _append(self, save: Save) -> int:
        joined_connection = _joined.get()
        if joined_connection is not None:
            return save.append(joined_connection, self.schema)
        lost = False
        for _ in range(TRIES):
            with self.pool.checkout(self.role) as connection:
                try:
                    return save.append(connection, self.schema)
                except psycopg.errors.UniqueViolation as error:
                    refused: psycopg.Error = error
                    connection.role = None
                except psycopg.OperationalError as error:
                    if not connection.closed:
                        raise
                    refused, lost = error, True
                    continue
                last = judge(connection, self.schema, save, lost=lost)
                if last is not None:
                    return last
        raise refused

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[LogRow]:
        statement = STREAM + ("DESC" if desc else "ASC") + " LIMIT %s"
        rows = self._read(statement, [originator_id, gt or 0, END if lte is None else lte, limit])
        return [LogRow(*row) for row in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        first = (start or 0) + (not inclusive_of_start)
        wanted = list(topics) or None
        rows = self._read(LOG, [first, END if stop is None else stop, wanted, wanted, limit])
        return [Notification(*row) for row in rows]

    def max_notification_id(self) -> int | None:
        rows = self._read(HEAD, [])
        return rows[0][0] if rows else None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Never:
        raise NotImplementedError("the follower reads in batches: infra.store.following.log")

    def _read(self, statement: str, parameters: list[Any]) -> list[Any]:
        query = in_schema(statement, self.schema)
        with translated(), at_hand(self.pool, self.role) as held:
            return held.execute(query, parameters, prepare=True, binary=True).fetchall()
