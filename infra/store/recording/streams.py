"""Several short streams of one log in one round trip, as every request asks for them."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from infra.store.connections.failures import translated
from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.events.mapper import to_event
from infra.store.events.stored import LogRow
from infra.store.recording.recorder import at_hand
from services.pactes import fold

TOGETHER = (
    "SELECT originator_id, originator_version, topic, state, notification_id, recorded_at"
    " FROM {schema}.events WHERE originator_id = ANY (%s)"
    " ORDER BY originator_id, originator_version"
)
OF_LOGIN = (
    "SELECT originator_id, originator_version, topic, state, notification_id, recorded_at"
    " FROM {schema}.events WHERE originator_id = %s AND EXISTS (SELECT"
    " FROM {schema}.person_login WHERE issuer = %s AND sub = %s AND person_id = %s)"
    " ORDER BY originator_version"
)


def together(pool: Pool, tenant: str, streams: Sequence[UUID]) -> dict[UUID, Any]:
    """The aggregates that exist among them; no snapshot is sought."""
    return _folded(pool, tenant, TOGETHER, [list(streams)])


def of_login(pool: Pool, tenant: str, stream: UUID, login: tuple[str, str, UUID]) -> Any | None:
    """The member's stream, if that issuer and sub are that person's login here; else None."""
    return _folded(pool, tenant, OF_LOGIN, [stream, *login]).get(stream)


def _folded(pool: Pool, tenant: str, statement: str, parameters: list[Any]) -> dict[UUID, Any]:
    role = roles_of(pool.database, tenant).web
    query = in_schema(statement, schema_of(tenant))
    with translated(), at_hand(pool, role) as held:
        found = held.execute(query, parameters, prepare=True, binary=True).fetchall()
    events = [to_event(LogRow(*row)) for row in found]
    return {
        stream: fold(None, each) for stream, each in groupby(events, attrgetter("originator_id"))
    }
