"""What is done to a log by the house itself, recorded in that very log."""

from uuid import uuid4

from domain import upkeep
from domain.dates import BusinessDate
from domain.envelope import Envelope, Provenance, ProvenanceKind
from domain.errors import NotFound
from domain.platform.tenant import Tenant, TenantStatus, tenant_id
from domain.upkeep import Upkeep
from infra.clock import today
from infra.wiring import Wiring
from services.erasing import upkeep_of
from workers.rebuild import Receipt


def is_written(wiring: Wiring, tenant: str) -> bool:
    """Suspended and closed logs are read alone, by the house too (ADR 5)."""
    try:
        found = wiring.platform().load_short(Tenant, tenant_id(tenant))
    except NotFound:
        return True
    return found.status in (TenantStatus.DECLARED, TenantStatus.ACTIVE)


def record(wiring: Wiring, tenant: str, kept: Upkeep, ref: str) -> None:
    wiring.pactes(tenant).save(kept, context=_envelope(ref))
    wiring.wake(tenant)


def note_rebuild(wiring: Wiring, receipt: Receipt) -> None:
    """Of rows that were put in place; a log at rest says nothing more."""
    if not receipt.swapped or not is_written(wiring, receipt.tenant):
        return
    kept = upkeep_of(wiring.pactes(receipt.tenant))
    upkeep.rebuilt(
        kept,
        name=receipt.projection,
        version=receipt.version,
        position=receipt.position,
        digest=receipt.digest,
    )
    record(wiring, receipt.tenant, kept, "rebuild")


def _envelope(ref: str) -> Envelope:
    return Envelope(
        effective_on=BusinessDate(today()),
        provenance=Provenance(ProvenanceKind.SYSTEM, f"evidence:{ref}"),
        correlation_id=uuid4(),
    )
