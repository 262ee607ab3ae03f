"""The jobs of the owner: what they do, and what the one process that runs them hands them."""

import logging

from eventsourcing.persistence import IntegrityError

from domain.envelope import Cause, ProvenanceKind
from domain.errors import NotFound, RuleBroken
from domain.platform.facts import TenantClosingRequested, TenantDeclared
from domain.platform.tenant import tenant_id
from infra.access import erasing
from infra.clock import today
from infra.evidence.isolation import IsolationBroken
from infra.evidence.self_audit import audit
from infra.sso.refusals import SessionsDown
from infra.store.connections.names import PLATFORM
from infra.store.events.causes import newest
from infra.store.persons.wished import wished
from infra.tenants.closing import ClosingMustWait, finish
from infra.tenants.framework import publish
from infra.tenants.operating import operator
from infra.tenants.tenancy import complete
from infra.wiring import Wiring
from services.ask import Ask

REF = "pacte work --admin"

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
        declared = _cause(wiring, tenant, TenantDeclared.TOPIC)
        opened = complete(wiring, wiring.settings, ask.because_of(declared), tenant).now
    except NotFound:
        logger.warning("not declared", extra={"tenant": tenant})
        return False
    except IsolationBroken:
        # It is in the log of the process, and in that of the platform.
        return False
    if opened:
        logger.info("opened", extra={"tenant": tenant})
    return opened


def finish_closing(tenant: str) -> bool:
    """Closes a tenant whose closing was asked for; False: it is done already, or has to wait."""
    wiring, ask = _at_work()
    try:
        requested = _cause(wiring, tenant, TenantClosingRequested.TOPIC)
        done = finish(wiring, ask.because_of(requested), tenant)
    except (ClosingMustWait, IntegrityError, OSError) as cause:
        logger.warning("closing waits", extra={"tenant": tenant, "cause": type(cause).__name__})
        return False
    if done:
        wiring.wake(PLATFORM)
        logger.info("closed", extra={"tenant": tenant})
    return done


def finish_erasing(tenant: str) -> int:
    """How many are erased of those for whom it was asked; 0: none, or it has to wait."""
    try:
        wiring, ask = _at_work(tenant)
        asks = {who: ask.because_of(why) for who, why in wished(wiring.pool, tenant).items()}
        return erasing.erase_wished(wiring, asks)
    except (RuleBroken, SessionsDown, IntegrityError, OSError) as cause:
        logger.warning("erasing waits", extra={"tenant": tenant, "cause": type(cause).__name__})
    except IsolationBroken:
        # As for `provision`.
        pass
    return 0


def self_audit(tenant: str) -> bool:
    """Of this night. True: nothing differs."""
    if _worker is None:
        raise RuntimeError("serve() comes first")
    wrong = audit(_worker, tenant, today())
    for one in wrong:
        logger.error("self-audit", extra={"tenant": tenant, "differs": one.name})
    return not wrong


def _cause(wiring: Wiring, tenant: str, kind: str) -> Cause | None:
    return newest(wiring.pool, PLATFORM, tenant_id(tenant), kind)


def _at_work(tenant: str = PLATFORM) -> tuple[Wiring, Ask]:
    """The hoster, acting in that log. Raises UndeclaredTenant, TenantNotOpen."""
    if _worker is None:
        raise RuntimeError("serve() comes first")
    kind = ProvenanceKind.DEMO if _worker.settings.demo else ProvenanceKind.SYSTEM
    return _worker, operator(_worker, tenant, REF, kind, "job")
