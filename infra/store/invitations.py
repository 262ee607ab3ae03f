"""Links by which invited people come in: 256 random bits, known here by their SHA-256 alone."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from infra.store.names import in_schema
from infra.store.save import Connection

LIFE = timedelta(hours=72)
MINT = "INSERT INTO {schema}.invitation (token_sha256, person_id, expires_at) VALUES (%s, %s, %s)"
LOOK = (
    "SELECT person_id FROM {schema}.invitation"
    " WHERE token_sha256 = %s AND used_at IS NULL AND expires_at > %s"
)
CONSUME = (
    "UPDATE {schema}.invitation SET used_at = %s"
    " WHERE token_sha256 = %s AND used_at IS NULL AND expires_at > %s RETURNING person_id"
)


def mint(connection: Connection, schema: str, person_id: UUID, now: datetime) -> str:
    """The token, which nobody can read here again."""
    token = secrets.token_urlsafe(32)
    connection.execute(in_schema(MINT, schema), [_digest(token), person_id, now + LIFE])
    return token


def look(connection: Connection, schema: str, token: str, now: datetime) -> UUID | None:
    """Whom it is for; None for one that is unknown, used or past, which look the same."""
    row = connection.execute(in_schema(LOOK, schema), [_digest(token), now]).fetchone()
    return row[0] if row else None


def consume(connection: Connection, schema: str, token: str, now: datetime) -> UUID | None:
    """Once: the save that it allows belongs into the same transaction."""
    row = connection.execute(in_schema(CONSUME, schema), [now, _digest(token), now]).fetchone()
    return row[0] if row else None


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
