"""One save as the append function takes it: everything in it is recorded together, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg.rows import TupleRow

from domain.sealed import Sealed
from infra.store.names import in_schema
from services.ask import Key

Connection = psycopg.Connection[TupleRow]

ONE = "SELECT {schema}.append(%b::uuid, %b, %b::smallint, %b, %b::bigint, %b, %b, %b)"
MANY = (
    "SELECT {schema}.append(%b::uuid, %b, %b::smallint, %b, %b::bigint,"
    " %b::uuid[], %b::bigint[], %b::text[], %b::bytea[], %b)"
)
TEXT = "INSERT INTO {schema}.free_text VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class Save:
    """`answer_for`: the stream that the idempotency row names; None: that of the last event."""

    events: Sequence[StoredEvent]
    envelope: bytes
    key: Key | None
    texts: Sequence[Sealed]
    answer_for: UUID | None

    def append(self, connection: Connection, schema: str) -> int:
        """In the transaction of the caller, if there is one. The last position."""
        if not self.texts:
            return self._append(connection, schema)
        with connection.transaction():
            rows = [(sealed.seal, sealed.salt, sealed.text) for sealed in self.texts]
            connection.cursor().executemany(in_schema(TEXT, schema), rows)
            return self._append(connection, schema)

    def answer(self) -> tuple[UUID, int]:
        """The stream and version that the idempotency row names."""
        stream = self.answer_for or self.events[-1].originator_id
        versions = [each.originator_version for each in self.events if each.originator_id == stream]
        if not versions:
            raise ValueError(f"no event of {stream} in the save that it answers for")
        return UUID(str(stream)), versions[-1]

    def _append(self, connection: Connection, schema: str) -> int:
        if len(self.events) == 1:
            statement, parameters = ONE, self._scalars()
        else:
            statement, parameters = MANY, self._arrays()
        row = connection.execute(in_schema(statement, schema), parameters, prepare=True).fetchone()
        assert row is not None  # noqa: S101 - a function call gives one row
        last: int = row[0]
        return last

    def _scalars(self) -> list[Any]:
        event = self.events[0]
        return [
            *self._command(),
            event.originator_id,
            event.originator_version,
            event.topic,
            event.state,
            self.envelope,
        ]

    def _arrays(self) -> list[Any]:
        return [
            *self._command(),
            *self.answer(),
            [event.originator_id for event in self.events],
            [event.originator_version for event in self.events],
            [event.topic for event in self.events],
            [event.state for event in self.events],
            self.envelope,
        ]

    def _command(self) -> list[Any]:
        if self.key is None:
            return [None, None, None]
        return [self.key.command_id, self.key.request_sha256, self.key.status]
