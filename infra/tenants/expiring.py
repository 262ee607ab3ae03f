"""The signature rounds of all tenants whose last day has gone, as the read models show them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from domain.convention.facts.procedure import SignatureRoundOpened
from infra.store.events.causes import newest
from infra.store.following.heads import tenants
from infra.store.watch.chores import past_rounds
from infra.tenants.operating import at_rest
from infra.wiring import Wiring
from services.signing.expiry import expire_round

logger = logging.getLogger(__name__)


def expire_rounds(wiring: Wiring, today: date) -> int:
    """How many rounds ended now; what went wrong for one convention is left for the next time.

    Where nothing may be written, because the tenant is suspended or closed, none ends.
    """
    return sum(_expire(wiring, tenant, today) for tenant in tenants(wiring.pool))


def _expire(wiring: Wiring, tenant: str, today: date) -> int:
    ended = 0
    with _left_for_later(tenant):
        found = [] if at_rest(wiring, tenant) else past_rounds(wiring.pool, tenant, today)
        for convention in found:
            with _left_for_later(tenant):
                ended += _ended(wiring, tenant, convention, today)
    if ended:
        wiring.wake(tenant)
    return ended


def _ended(wiring: Wiring, tenant: str, convention_id: UUID, today: date) -> bool:
    """A round that is opened meanwhile has a last day of its own, which is still to come."""
    opened = newest(wiring.pool, tenant, convention_id, SignatureRoundOpened.TOPIC)
    if opened is None:
        return False
    return expire_round(wiring.pactes(tenant), convention_id, today=today, cause=opened)


@contextmanager
def _left_for_later(tenant: str) -> Iterator[None]:
    """The message of an error may quote what an event holds, so its type alone is logged."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - a log that cannot be read stops no other
        cause = type(error).__name__
        logger.warning("rounds not ended", extra={"tenant": tenant, "cause": cause})
