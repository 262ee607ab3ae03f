"""The tenants that left for another host, and where they answer now: as the platform's log says."""

from domain.platform.facts import TenantExported
from domain.platform.tenant import Tenant, TenantStatus
from infra.sso.providers.listed import Listed
from services.pactes import Pactes


def gone(platform: Pactes) -> Listed[Tenant]:
    """Those that came back, or never left in the end, are none."""
    return Listed(
        platform,
        Tenant,
        TenantExported.TOPIC,
        used=lambda tenant: tenant.status is TenantStatus.MOVED,
        name=lambda tenant: tenant.code,
    )
