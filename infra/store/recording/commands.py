"""The first answer to a keyed request, kept beside the log."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from infra.store.connections.names import in_schema
from infra.store.recording.save import Connection
from services.ask import Key

ROW = (
    "SELECT command_id, request_sha256, status, stream, version, last_position"
    " FROM {schema}.commands WHERE command_id = %s"
)
REMEMBER = "SELECT {schema}.remember(%s, %s, %s::smallint, %s, %s)"


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    command_id: UUID
    request_sha256: bytes
    status: int
    stream: UUID
    version: int
    last_position: int


def first_answer(connection: Connection, schema: str, command_id: UUID) -> FirstAnswer | None:
    """None: no command of that id was ever recorded."""
    with connection.cursor(row_factory=class_row(FirstAnswer)) as cursor:
        return cursor.execute(in_schema(ROW, schema), [command_id], prepare=True).fetchone()


def remember(connection: Connection, schema: str, key: Key, stream: UUID, version: int) -> None:
    """Of what stands beside the log, in its transaction. Raises psycopg's UniqueViolation."""
    values = [key.command_id, key.request_sha256, key.status, stream, version]
    connection.execute(in_schema(REMEMBER, schema), values)
