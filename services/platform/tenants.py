"""Declare a tenant, then open it: both stand in the log of the platform."""

from domain.departement import tenant_code
from domain.errors import RuleBroken
from domain.platform import tenancy
from domain.platform.tenant import Tenant, tenant_id
from services.ask import Ask
from services.pactes import Pactes, Receipt
from services.platform.commands import ActivateTenant, DeclareTenant
from services.policy import allow
from services.target import Target


class TenantAlreadyDeclared(RuleBroken):
    code = "tenant-already-declared"


def declare_tenant(platform: Pactes, ask: Ask, command: DeclareTenant) -> Receipt:
    allow(ask, "declare_tenant", Target(tenant=platform.tenant))
    tenant = tenancy.declare(
        code=command.code,
        name=command.name,
        kind=command.kind,
        territory_codes=command.territory_codes,
        region_code=command.region_code,
        siret=command.siret,
    )
    if tenant.id in platform.repository:
        raise TenantAlreadyDeclared(f"Le département {tenant.code} est déjà déclaré.")
    return platform.record(ask, tenant)


def activate_tenant(platform: Pactes, ask: Ask, command: ActivateTenant) -> Receipt:
    allow(ask, "activate_tenant", Target(tenant=platform.tenant))
    tenant = platform.load(Tenant, tenant_id(tenant_code(command.code)), ask)
    tenancy.activate(tenant)
    return platform.record(ask, tenant)
