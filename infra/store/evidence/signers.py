"""Where a log was before: the installation where it began, and who signed for it elsewhere."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.upkeep import TenantReceived, upkeep_id
from infra.store.connections.names import PLATFORM, in_schema, schema_of
from infra.store.recording.save import Connection

FIRST = (
    "SELECT state FROM {schema}.events WHERE originator_id = %s AND topic = %s"
    " ORDER BY originator_version LIMIT 1"
)
ELSEWHERE = "SELECT public_key, instance, since, until FROM {schema}.signer ORDER BY since, until"
KEEP = "INSERT INTO {schema}.signer (public_key, instance, since, until) VALUES (%s, %s, %s, %s)"


class Signer(NamedTuple):
    """`public_key` in hex; `until` None: it signs still."""

    public_key: str
    instance: UUID
    since: datetime
    until: datetime | None


class _Received(msgspec.Struct):
    from_instance: UUID


def began_at(connection: Connection, tenant: str) -> UUID | None:
    """The installation that declared it; None: this one."""
    if tenant == PLATFORM:
        return None
    asked = [upkeep_id(tenant), TenantReceived.TOPIC]
    row = connection.execute(in_schema(FIRST, schema_of(tenant)), asked, prepare=True).fetchone()
    return msgspec.json.decode(row[0], type=_Received).from_instance if row else None


def elsewhere(connection: Connection, tenant: str) -> list[Signer]:
    """In the order in which they signed."""
    rows = connection.execute(in_schema(ELSEWHERE, schema_of(tenant))).fetchall()
    return [Signer(*row) for row in rows]


def keep(connection: Connection, tenant: str, signers: list[Signer]) -> None:
    connection.cursor().executemany(in_schema(KEEP, schema_of(tenant)), signers)
