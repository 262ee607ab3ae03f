"""Opening a tenant: declared in the platform's log, given schema and roles, then active."""

from domain.platform.tenant import Tenant, TenantStatus, tenant_id
from infra.framework import publish
from infra.settings import Settings
from infra.store.migrate import owner, provision
from infra.store.names import PLATFORM
from infra.wiring import Wiring
from services.ask import Ask
from services.platform.commands import ActivateTenant, DeclareTenant
from services.platform.tenants import activate_tenant, declare_tenant


def open_tenant(wiring: Wiring, settings: Settings, ask: Ask, declaration: DeclareTenant) -> bool:
    """False when it was open already; what an interrupted call left undone is done.

    No act can be drafted before the national framework is published.

    Raises RuleBroken, or MigrationRefused.
    """
    publish(wiring, ask)
    platform, stream = wiring.platform(), tenant_id(declaration.code)
    if stream not in platform.repository:
        declare_tenant(platform, ask, declaration)
    with owner(settings) as connection:
        provision(connection, declaration.code, settings)
    if platform.load(Tenant, stream).status is not TenantStatus.DECLARED:
        return False
    activate_tenant(platform, ask, ActivateTenant(code=declaration.code))
    wiring.wake(PLATFORM)
    return True
