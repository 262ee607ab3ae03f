"""Links by which invited people come in: 256 random bits, known here by their SHA-256 alone."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from infra.store.connections.names import in_schema
from infra.store.recording.save import Connection

LIFE = timedelta(hours=72)
MINT = (
    "INSERT INTO {schema}.invitation (token_sha256, person_id, invitation_id, expires_at)"
    " VALUES (%s, %s, %s, %s)"
)
LOOK = (
    "SELECT person_id, invitation_id FROM {schema}.invitation"
    " WHERE token_sha256 = %s AND used_at IS NULL AND expires_at > %s"
)
CONSUME = (
    "UPDATE {schema}.invitation SET used_at = %s"
    " WHERE token_sha256 = %s AND used_at IS NULL AND expires_at > %s"
    " RETURNING person_id, invitation_id"
)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is let in, by which of their invitations: `Member.invitation_id` when it was made."""

    person_id: UUID
    invitation_id: UUID


def mint(connection: Connection, schema: str, guest: Guest, now: datetime) -> str:
    """The token, which nobody can read here again."""
    token = secrets.token_urlsafe(32)
    row = [_digest(token), guest.person_id, guest.invitation_id, now + LIFE]
    connection.execute(in_schema(MINT, schema), row)
    return token


def look(connection: Connection, schema: str, token: str, now: datetime) -> Guest | None:
    """Whom it is for; None for one that is unknown, used or past, which look the same.

    Whether that invitation still stands, only the stream of the member says.
    """
    row = connection.execute(in_schema(LOOK, schema), [_digest(token), now]).fetchone()
    return Guest(*row) if row else None


def consume(connection: Connection, schema: str, token: str, now: datetime) -> Guest | None:
    """Once: the save that it allows belongs into the same transaction."""
    row = connection.execute(in_schema(CONSUME, schema), [now, _digest(token), now]).fetchone()
    return Guest(*row) if row else None


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
