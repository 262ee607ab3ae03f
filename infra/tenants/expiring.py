"""The signature rounds of all tenants whose last day has gone, as the read models show them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.store.following.heads import tenants
from infra.tenants.operating import at_rest
from infra.wiring import Wiring
from services.signing.expiry import expire_round

PAST = (
    "SELECT convention_id FROM {schema}.rounds"
    " WHERE to_position IS NULL AND status = 'open' AND deadline < %s ORDER BY convention_id"
)

logger = logging.getLogger(__name__)


def expire_rounds(wiring: Wiring, today: date) -> int:
    """How many rounds ended now; what went wrong for one convention is left for the next time.

    Where nothing may be written, because the tenant is suspended or closed, none ends.
    """
    return sum(_expire(wiring, tenant, today) for tenant in tenants(wiring.pool))


def _expire(wiring: Wiring, tenant: str, today: date) -> int:
    ended = 0
    with _left_for_later(tenant):
        found = [] if at_rest(wiring, tenant) else _past(wiring, tenant, today)
        for convention in found:
            with _left_for_later(tenant):
                ended += expire_round(wiring.pactes(tenant), convention, today=today)
    if ended:
        wiring.wake(tenant)
    return ended


@contextmanager
def _left_for_later(tenant: str) -> Iterator[None]:
    """The message of an error may quote what an event holds, so its type alone is logged."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - a log that cannot be read stops no other
        cause = type(error).__name__
        logger.warning("rounds not ended", extra={"tenant": tenant, "cause": cause})


def _past(wiring: Wiring, tenant: str, today: date) -> list[UUID]:
    role = roles_of(wiring.pool.database, tenant).web
    with wiring.pool.checkout(role) as connection:
        query = in_schema(PAST, schema_of(tenant))
        return [convention for (convention,) in connection.execute(query, [today])]
