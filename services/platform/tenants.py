"""The life of a tenant, in the log of the platform: declared, open, suspended, closed."""

from domain.errors import RuleBroken
from domain.platform import moving, tenancy
from domain.platform.tenant import Tenant, tenant_id
from services.ask import Ask
from services.free_text import sealed
from services.pactes import Pactes, Receipt
from services.platform.commands import (
    ActivateTenant,
    CloseMailSignIn,
    CloseTenant,
    DeclareTenant,
    ExportAudit,
    ExportTenant,
    OpenMailSignIn,
    ReactivateTenant,
    RequestTenantClosing,
    SuspendTenant,
)
from services.policy import allow
from services.target import Target


class TenantAlreadyDeclared(RuleBroken):
    code = "tenant-already-declared"


def declare_tenant(platform: Pactes, ask: Ask, command: DeclareTenant) -> Receipt:
    allow(ask, "declare_tenant", Target(tenant=platform.tenant))
    tenant = declared(command)
    if tenant.id in platform.repository:
        raise TenantAlreadyDeclared(f"Le département {tenant.code} est déjà déclaré.")
    return platform.record(ask, tenant)


def declared(command: DeclareTenant) -> Tenant:
    """Not saved yet."""
    return tenancy.declare(
        code=command.code,
        name=command.name,
        kind=command.kind,
        territory_codes=command.territory_codes,
        region_code=command.region_code,
        siret=command.siret,
    )


def activate_tenant(platform: Pactes, ask: Ask, command: ActivateTenant) -> Receipt:
    allow(ask, "activate_tenant", Target(tenant=platform.tenant))
    tenant = _known(platform, ask, command.code)
    tenancy.activate(tenant)
    return platform.record(ask, tenant)


def suspend_tenant(platform: Pactes, ask: Ask, command: SuspendTenant) -> Receipt:
    allow(ask, "suspend_tenant", Target(tenant=platform.tenant))
    tenant = _known(platform, ask, command.code)
    reason = sealed(command.reason, "/reason")
    tenancy.suspend(tenant, reason=reason.seal)
    return platform.record(ask, tenant, texts=[reason])


def reactivate_tenant(platform: Pactes, ask: Ask, command: ReactivateTenant) -> Receipt:
    allow(ask, "reactivate_tenant", Target(tenant=platform.tenant))
    tenant = _known(platform, ask, command.code)
    if command.take_back:
        moving.take_back(tenant)
    else:
        tenancy.reactivate(tenant)
    return platform.record(ask, tenant)


def request_tenant_closing(platform: Pactes, ask: Ask, command: RequestTenantClosing) -> Receipt:
    allow(ask, "request_tenant_closing", Target(tenant=platform.tenant))
    tenant = _known(platform, ask, command.code)
    reason = sealed(command.reason, "/reason")
    tenancy.request_closing(tenant, reason=reason.seal)
    return platform.record(ask, tenant, texts=[reason])


def finish_closing(platform: Pactes, ask: Ask, tenant: Tenant, export_sha256: str) -> Receipt:
    """`tenant` as it stood before its export was written: whatever happened since is a conflict."""
    allow(ask, "close_tenant", Target(tenant=platform.tenant))
    tenancy.finish_closing(tenant, export_sha256=export_sha256)
    return platform.record(ask, tenant)


def open_mail_sign_in(platform: Pactes, ask: Ask, command: OpenMailSignIn) -> Receipt:
    allow(ask, "open_mail_sign_in", Target(tenant=platform.tenant))
    tenant = _known(platform, ask, command.code)
    tenancy.open_mail_sign_in(tenant)
    return platform.record(ask, tenant)


def close_mail_sign_in(platform: Pactes, ask: Ask, command: CloseMailSignIn) -> Receipt:
    allow(ask, "close_mail_sign_in", Target(tenant=platform.tenant))
    tenant = _known(platform, ask, command.code)
    tenancy.close_mail_sign_in(tenant)
    return platform.record(ask, tenant)


def close_tenant(platform: Pactes, ask: Ask, command: CloseTenant) -> Receipt:
    allow(ask, "close_tenant", Target(tenant=platform.tenant))
    tenant = _known(platform, ask, command.code)
    reason = sealed(command.reason, "/reason")
    tenancy.close(tenant, reason=reason.seal, export_sha256=command.export_sha256)
    return platform.record(ask, tenant, texts=[reason])


def export_tenant(platform: Pactes, ask: Ask, command: ExportTenant) -> Tenant:
    """Whose log may be written out. Whoever does it notes the look in that tenant before."""
    allow(ask, "export_tenant", Target(tenant=platform.tenant))
    return _known(platform, ask, command.code)


def export_audit(platform: Pactes, ask: Ask, command: ExportAudit) -> Tenant:
    """Whose log may be proved to a stranger; the look is noted as above."""
    allow(ask, "export_audit", Target(tenant=platform.tenant))
    return _known(platform, ask, command.code)


def _known(platform: Pactes, ask: Ask, code: str) -> Tenant:
    """Raises NotFound, for what can be no code too."""
    return platform.load(Tenant, tenant_id(code.strip().upper()), ask)
