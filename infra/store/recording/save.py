"""One save as the append function takes it: everything in it is recorded together, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg.rows import TupleRow

from domain.sealed import Sealed
from infra.store.connections.held import Held
from infra.store.connections.names import in_schema
from services.ask import Key

Connection = psycopg.Connection[TupleRow]

ONE = (
    "SELECT {schema}.append($1::uuid, $2::bytea, $3::smallint, $4::uuid, $5::bigint, $6::text,"
    " $7::bytea, $8::bytea)"
)
# A decision with its motive, the most frequent save, is still one statement.
TOLD = (
    "WITH told AS (INSERT INTO {schema}.free_text VALUES ($9::text, $10::bytea, $11::text)"  # noqa: S608 - of constants
    " ON CONFLICT DO NOTHING) " + ONE
)
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

    def append(self, connection: Held, schema: str) -> int:
        """In the transaction of the caller, if there is one. The last position."""
        if len(self.events) == 1 and len(self.texts) <= 1:
            query = in_schema(TOLD if self.texts else ONE, schema)
            return int.from_bytes(connection.call(query, self._scalars()), "big")
        if not self.texts:
            return self._many(connection, schema)
        with connection.transaction():
            rows = [(sealed.seal, sealed.salt, sealed.text) for sealed in self.texts]
            connection.cursor().executemany(in_schema(TEXT, schema), rows)
            return self._many(connection, schema)

    def answer(self) -> tuple[UUID, int]:
        """The stream and version that the idempotency row names."""
        stream = self.answer_for or self.events[-1].originator_id
        versions = [each.originator_version for each in self.events if each.originator_id == stream]
        if not versions:
            raise ValueError(f"no event of {stream} in the save that it answers for")
        return UUID(str(stream)), versions[-1]

    def _many(self, connection: Held, schema: str) -> int:
        query = in_schema(MANY, schema)
        row = connection.execute(query, self._arrays(), prepare=True).fetchone()
        assert row is not None  # noqa: S101 - a function call gives one row
        return int(row[0])

    def _scalars(self) -> list[bytes | None]:
        event = self.events[0]
        key = self.key
        return [
            key.command_id.bytes if key else None,
            key.request_sha256 if key else None,
            key.status.to_bytes(2, "big") if key else None,
            UUID(str(event.originator_id)).bytes,
            event.originator_version.to_bytes(8, "big"),
            event.topic.encode(),
            event.state,
            self.envelope,
            *(
                part
                for each in self.texts
                for part in (each.seal.encode(), each.salt, each.text.encode())
            ),
        ]

    def _arrays(self) -> list[Any]:
        return [
            self.key.command_id if self.key else None,
            self.key.request_sha256 if self.key else None,
            self.key.status if self.key else None,
            *self.answer(),
            [event.originator_id for event in self.events],
            [event.originator_version for event in self.events],
            [event.topic for event in self.events],
            [event.state for event in self.events],
            self.envelope,
        ]
