"""The jobs of the owner: what they do, and what the one process that runs them hands them."""

import logging

from domain.envelope import ProvenanceKind
from domain.errors import NotFound
from infra.store.connections.names import PLATFORM
from infra.tenants.framework import publish
from infra.tenants.operating import operator
from infra.tenants.tenancy import complete
from infra.wiring import Wiring

REF = "pacte work --admin"

logger = logging.getLogger(__name__)
_worker: Wiring | None = None


def serve(wiring: Wiring) -> None:
    """Before the first job: this process works for one database, and holds its owner's address."""
    global _worker  # noqa: PLW0603 - RQ finds a job by name and gives it nothing but ids
    _worker = wiring


def provision(tenant: str) -> bool:
    """Opens a tenant that is declared; False: there was nothing to do, now or again."""
    if _worker is None:
        raise RuntimeError("serve() comes first")
    kind = ProvenanceKind.DEMO if _worker.settings.demo else ProvenanceKind.SYSTEM
    ask = operator(_worker, PLATFORM, REF, kind, "job")
    publish(_worker, ask)
    try:
        opened = complete(_worker, _worker.settings, ask, tenant)
    except NotFound:
        logger.warning("not declared", extra={"tenant": tenant})
        return False
    if opened:
        logger.info("opened", extra={"tenant": tenant})
    return opened
