"""The first answer to a keyed request, kept beside the log."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from infra.store.names import in_schema
from infra.store.save import Connection

ROW = (
    "SELECT command_id, request_sha256, status, stream, version, last_position"
    " FROM {schema}.commands WHERE command_id = %s"
)


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
