"""Opening a tenant: declared in the platform's log, given schema and roles, then active."""

from eventsourcing.persistence import IntegrityError

from domain.platform.tenancy import TenantAlreadyActive
from domain.platform.tenant import Tenant, TenantStatus, tenant_id
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.store.schemas.migrate import owner, provision
from infra.tenants.framework import publish
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
    platform = wiring.platform()
    if tenant_id(declaration.code) not in platform.repository:
        declare_tenant(platform, ask, declaration)
    return complete(wiring, settings, ask, declaration.code)


def complete(wiring: Wiring, settings: Settings, ask: Ask, code: str) -> bool:
    """Schema, roles and activation of a tenant that is declared; False: nothing was left to do.

    Two of these at once do no harm. Raises NotFound, MigrationRefused.
    """
    platform, stream = wiring.platform(), tenant_id(code)
    declared = platform.load(Tenant, stream)
    with owner(settings) as connection:
        provision(connection, code, settings)
    if declared.status is not TenantStatus.DECLARED:
        return False
    try:
        activate_tenant(platform, ask, ActivateTenant(code=code))
    except (TenantAlreadyActive, IntegrityError):
        return False
    wiring.wake(PLATFORM)
    return True
