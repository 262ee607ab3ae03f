"""A tenant leaves for another host, or comes from one: what the log of the platform says of it."""

from domain.platform import moving
from domain.platform.tenant import Tenant, tenant_id
from services.ask import Ask
from services.free_text import sealed
from services.pactes import Pactes, Receipt
from services.platform.commands import MoveTenant, ReceiveTenant
from services.platform.tenants import declared
from services.policy import allow
from services.target import Target


def move_tenant(platform: Pactes, ask: Ask, command: MoveTenant) -> Receipt:
    """Once its export is on the disk, in the transaction that shuts its schema."""
    allow(ask, "move_tenant", Target(tenant=platform.tenant))
    tenant = platform.load(Tenant, tenant_id(command.code), ask)
    moving.leave(tenant, position=command.position, root=command.root, to=command.to)
    return platform.record(ask, tenant)


def receive_tenant(platform: Pactes, ask: Ask, command: ReceiveTenant) -> Receipt:
    """Declared as at its last host, unless it comes back. Raises TenantExists."""
    allow(ask, "receive_tenant", Target(tenant=platform.tenant))
    stream = tenant_id(command.declaration.code)
    if stream in platform.repository:
        tenant = platform.load(Tenant, stream, ask)
        moving.can_be_received(tenant)
    else:
        tenant = declared(command.declaration)
    reason = sealed(command.reason, "/reason")
    moving.receive(tenant, reason=reason.seal)
    return platform.record(ask, tenant, texts=[reason])
