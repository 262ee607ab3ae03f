"""The signature rounds of all tenants whose last day has gone, as the read models show them."""

import logging
from datetime import date
from uuid import UUID

import psycopg
from eventsourcing.persistence import PersistenceError

from domain.errors import RuleBroken
from infra.store.heads import tenants
from infra.store.names import in_schema, roles_of, schema_of
from infra.wiring import Wiring
from services.signing.expiry import expire_round

PAST = (
    "SELECT convention_id FROM {schema}.rounds"
    " WHERE to_position IS NULL AND status = 'open' AND deadline < %s ORDER BY convention_id"
)

logger = logging.getLogger(__name__)


def expire_rounds(wiring: Wiring, today: date) -> int:
    """How many rounds ended now; what went wrong for one tenant is left for the next time."""
    ended = 0
    for tenant in tenants(wiring.pool):
        try:
            ended += _expire(wiring, tenant, today)
        except (psycopg.Error, PersistenceError, RuleBroken) as error:
            cause = type(error).__name__
            logger.warning("rounds not ended", extra={"tenant": tenant, "cause": cause})
    return ended


def _expire(wiring: Wiring, tenant: str, today: date) -> int:
    pactes = wiring.pactes(tenant)
    past = _past(wiring, tenant, today)
    ended = sum(expire_round(pactes, convention, today=today) for convention in past)
    if ended:
        wiring.wake(tenant)
    return ended


def _past(wiring: Wiring, tenant: str, today: date) -> list[UUID]:
    role = roles_of(wiring.pool.database, tenant).web
    with wiring.pool.checkout(role) as connection:
        query = in_schema(PAST, schema_of(tenant))
        return [convention for (convention,) in connection.execute(query, [today])]
