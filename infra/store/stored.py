"""A row of the log, as the library's StoredEvent with what stands beside it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eventsourcing.persistence import StoredEvent


@dataclass(frozen=True)
class LogRow(StoredEvent):
    """`envelope` is empty when only the stream was asked for. `recorded_at` is UTC."""

    originator_id: UUID
    position: int
    recorded_at: datetime
    envelope: bytes = b""
