"""Opening a tenant: declared in the platform's log, given schema and roles, then active."""

from typing import NamedTuple

from eventsourcing.persistence import IntegrityError

from domain.isolation import Act
from domain.platform.tenancy import TenantAlreadyActive
from domain.platform.tenant import Tenant, TenantStatus, tenant_id
from infra.evidence.isolation import Proof, isolated
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.store.schemas.migrate import owner, provision
from infra.tenants.framework import publish
from infra.wiring import Wiring
from services.ask import Ask
from services.platform.commands import ActivateTenant, DeclareTenant
from services.platform.tenants import activate_tenant, declare_tenant


class Opening(NamedTuple):
    """`now`: False when it was open already. `proof`: that it changed no log."""

    now: bool
    proof: Proof | None = None


def open_tenant(
    wiring: Wiring, settings: Settings, ask: Ask, declaration: DeclareTenant
) -> Opening:
    """What an interrupted call left undone is done.

    No act can be drafted before the national framework is published.

    Raises RuleBroken, MigrationRefused, IsolationBroken.
    """
    publish(wiring, ask)
    platform = wiring.platform()
    if tenant_id(declaration.code) not in platform.repository:
        declare_tenant(platform, ask, declaration)
    return complete(wiring, settings, ask, declaration.code)


def complete(wiring: Wiring, settings: Settings, ask: Ask, code: str) -> Opening:
    """Schema, roles and activation of a tenant that is declared; it is opened once proved.

    Two of these at once do no harm. Raises NotFound, MigrationRefused, IsolationBroken.
    """
    platform, stream = wiring.platform(), tenant_id(code)
    if platform.load(Tenant, stream).status is not TenantStatus.DECLARED:
        return Opening(now=False)
    with isolated(wiring, Act.PROVISION) as oracle, owner(settings) as connection:
        provision(connection, code, settings, oracle.before_commit)
    try:
        activate_tenant(platform, ask, ActivateTenant(code=code))
    except (TenantAlreadyActive, IntegrityError):
        return Opening(now=False, proof=oracle.proof)
    wiring.wake(PLATFORM)
    return Opening(now=True, proof=oracle.proof)
