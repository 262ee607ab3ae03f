"""What is done to a log by the house itself, recorded in that very log."""

from domain import upkeep
from domain.upkeep import Upkeep
from infra.evidence.house import by_the_house
from infra.tenants.operating import at_rest
from infra.wiring import Wiring
from services.upkeep import upkeep_of
from workers.rebuild import Receipt


def record(wiring: Wiring, tenant: str, kept: Upkeep, ref: str) -> None:
    wiring.pactes(tenant).save(kept, context=by_the_house(ref))
    wiring.wake(tenant)


def note_rebuild(wiring: Wiring, receipt: Receipt) -> None:
    """Of rows that were put in place; a log at rest says nothing more."""
    if not receipt.swapped or at_rest(wiring, receipt.tenant):
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
