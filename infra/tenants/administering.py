"""The jobs of the owner: what they do, and what the one process that runs them hands them."""

import logging

from eventsourcing.persistence import IntegrityError

from domain.envelope import ProvenanceKind
from domain.errors import NotFound
from infra.store.connections.names import PLATFORM, in_schema, roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.tenants.closing import ClosingMustWait, finish
from infra.tenants.framework import publish
from infra.tenants.operating import operator
from infra.tenants.tenancy import complete
from infra.wiring import Wiring
from services.ask import Ask

REF = "pacte work --admin"
UNCLOSED = "SELECT code FROM {schema}.tenants WHERE to_position IS NULL AND closing ORDER BY code"
UNFINISHED = (
    "SELECT code FROM {schema}.tenants WHERE to_position IS NULL AND status = 'declared'"
    " ORDER BY code"
)

logger = logging.getLogger(__name__)
_worker: Wiring | None = None


def serve(wiring: Wiring) -> None:
    """Before the first job: this process works for one database, and holds its owner's address."""
    global _worker  # noqa: PLW0603 - RQ finds a job by name and gives it nothing but ids
    _worker = wiring


def provision(tenant: str) -> bool:
    """Opens a tenant that is declared; False: there was nothing to do, now or again."""
    wiring, ask = _at_work()
    publish(wiring, ask)
    try:
        opened = complete(wiring, wiring.settings, ask, tenant)
    except NotFound:
        logger.warning("not declared", extra={"tenant": tenant})
        return False
    if opened:
        logger.info("opened", extra={"tenant": tenant})
    return opened


def finish_closing(tenant: str) -> bool:
    """Closes a tenant whose closing was asked for; False: it is done already, or has to wait."""
    wiring, ask = _at_work()
    try:
        done = finish(wiring, ask, tenant)
    except (ClosingMustWait, IntegrityError, OSError) as cause:
        logger.warning("closing waits", extra={"tenant": tenant, "cause": type(cause).__name__})
        return False
    if done:
        wiring.wake(PLATFORM)
        logger.info("closed", extra={"tenant": tenant})
    return done


def unclosed(pool: Pool) -> list[str]:
    """The tenants whose closing was asked for and not done, as the read model shows them."""
    return _codes(pool, UNCLOSED)


def unfinished(pool: Pool) -> list[str]:
    """The tenants that are declared and not open yet, as the read model shows them."""
    return _codes(pool, UNFINISHED)


def _codes(pool: Pool, statement: str) -> list[str]:
    with pool.checkout(roles_of(pool.database, PLATFORM).web) as connection:
        query = in_schema(statement, schema_of(PLATFORM))
        return [code for (code,) in connection.execute(query)]


def _at_work() -> tuple[Wiring, Ask]:
    """The hoster, acting in the log of the platform."""
    if _worker is None:
        raise RuntimeError("serve() comes first")
    kind = ProvenanceKind.DEMO if _worker.settings.demo else ProvenanceKind.SYSTEM
    return _worker, operator(_worker, PLATFORM, REF, kind, "job")
