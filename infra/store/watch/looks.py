"""Who looked at what: rows of a log of their own, committed before the answer leaves."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.canonical import encode, plain
from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.store.connections.pool import Pool

LOOK = "SELECT {schema}.look(%s)"
PAGE = (
    "SELECT position, looked_at, entry FROM {schema}.access_log"
    " WHERE %(before)s::bigint IS NULL OR position < %(before)s"
    " ORDER BY position DESC LIMIT %(limit)s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """`home`: where the person stands (`platform`, or the tenant). `moment`: what was asked for.

    `purpose`: the opening of break-glass by which it was read, or the command of an export.
    """

    person_id: UUID
    home: str
    role: str
    grant_id: UUID | None
    query: str
    subject: UUID | None
    moment: str | None
    correlation_id: UUID
    purpose: str | None = None

    def encode(self) -> bytes:
        """Canonical JSON; members without a value are left out."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return encode({name: value for name, value in found.items() if value is not None})


def record(pool: Pool, tenants: Iterable[str], look: Look) -> None:
    """In the log of each tenant, by its own role, all at once or nowhere. Raises psycopg.Error."""
    codes, entry = sorted(set(tenants)), look.encode()
    if not codes:
        return
    roles = [roles_of(pool.database, code).web for code in codes]
    with pool.checkout(roles[0]) as connection, connection.transaction():
        for code, role in zip(codes, roles, strict=True):
            connection.take_role(role)
            connection.execute(in_schema(LOOK, schema_of(code)), [entry])


def page(
    pool: Pool, tenant: str, *, before: int | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """Newest first."""
    with pool.checkout(roles_of(pool.database, tenant).web) as connection:
        asked = {"before": before, "limit": limit}
        rows = connection.execute(in_schema(PAGE, schema_of(tenant)), asked).fetchall()
    return [_shown(position, at, entry) for position, at, entry in rows]


def _shown(position: int, looked_at: datetime, entry: bytes) -> dict[str, Any]:
    return {"position": position, "looked_at": plain(looked_at), **json.loads(entry)}
