"""The tenants that left for another host, and where they answer now: as the platform's log says."""

from uuid import UUID

from domain.platform.facts import TenantExported
from domain.platform.tenant import Tenant, TenantStatus
from infra.store.connections.names import PLATFORM
from infra.store.recording.streams import together
from infra.wiring import Wiring

# More exports than any host will ever make.
MOST = 100_000


def gone(wiring: Wiring) -> list[Tenant]:
    """In the order of their codes; those that came back, or never left in the end, are none."""
    left = wiring.platform().recorder.select_notifications(1, MOST, topics=[TenantExported.TOPIC])
    streams = list({UUID(str(each.originator_id)) for each in left})
    found: list[Tenant] = list(together(wiring.pool, PLATFORM, streams).values())
    moved = (tenant for tenant in found if tenant.status is TenantStatus.MOVED)
    return sorted(moved, key=lambda tenant: tenant.code)
