"""What stands beside the log and moves with it: rows read and written whole, byte for byte.

Not moved: snapshots, read models and their positions, hashes of trees, which are made again from
the log; links of invitations, which lead to the host that sent them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import sql

from infra.store.readmodels.place import listed
from infra.store.recording.save import Connection

Row = tuple[Any, ...]

# Column by column, in the order in which a foreign key wants them; what was signed comes first.
TABLES: dict[str, dict[str, Any]] = {
    "checkpoint": {"tree": str, "size": int, "note": bytes, "sealed_at": datetime},
    "time_stamp": {
        "tree": str,
        "size": int,
        "status": str,
        "queued_at": datetime,
        "next_attempt_at": datetime,
        "attempts": int,
        "asked_at": datetime | None,
        "cause": str | None,
        "answer": bytes | None,
        "stamped_at": datetime | None,
        "authority": str | None,
    },
    "commands": {
        "command_id": UUID,
        "stream": UUID,
        "version": int,
        "last_position": int,
        "recorded_at": datetime,
        "status": int,
        "request_sha256": bytes,
    },
    "person": {
        "person_id": UUID,
        "kind": str,
        "civility": str | None,
        "display_name": str | None,
        "email": str | None,
        "version": int,
        "created_at": datetime,
        "updated_at": datetime,
        "erased_at": datetime | None,
    },
    "person_login": {"issuer": str, "sub": str, "person_id": UUID},
    "free_text": {"seal": str, "salt": bytes, "text": str},
    "outbox": {
        "outbox_id": UUID,
        "event_position": int,
        "event_id": UUID,
        "notice": str,
        "recipient": UUID,
        "channel": str,
        "status": str,
        "attempts": int,
        "next_attempt_at": datetime,
        "leased_until": datetime | None,
        "outcome_position": int | None,
        "held_up": int,
    },
}
EVENTS = (
    "notification_id",
    "originator_id",
    "originator_version",
    "recorded_at",
    "topic",
    "state",
    "envelope",
)
LOOKS = ("position", "looked_at", "entry")


def count(connection: Connection, schema: str, table: str) -> int:
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
    ((found,),) = connection.execute(query).fetchall()
    return int(found)


def rows(connection: Connection, schema: str, table: str) -> Iterator[Row]:
    """All of them in the order of their first two columns, however many."""
    query = sql.SQL("SELECT {} FROM {} ORDER BY 1, 2").format(
        listed(TABLES[table]), sql.Identifier(schema, table)
    )
    with connection.cursor(name=f"moving_{table}", binary=True) as cursor:
        yield from cursor.execute(query)


def encoded(row: Row) -> bytes:
    """One line of JSON: instants and UUIDs as text, bytes in base64."""
    return msgspec.json.encode(row)


def decoder(table: str) -> "msgspec.json.Decoder[Row]":
    """Raises msgspec.DecodeError for anything but a row of that very shape."""
    return msgspec.json.Decoder(tuple[tuple(TABLES[table].values())])  # type: ignore[misc]


def fill(connection: Connection, schema: str, table: str, found: Iterator[Row]) -> None:
    """As owner. `events` and `access_log` have the columns of EVENTS and LOOKS."""
    names = {"events": EVENTS, "access_log": LOOKS}.get(table) or tuple(TABLES[table])
    copying = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(schema, table), listed(names)
    )
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for row in found:
            copy.write_row(row)
