"""The hoster in a département that no platform declared."""

from dataclasses import replace

from domain.roles import Role
from infra.store.connections.names import PLATFORM
from infra.tenants.operating import operator
from infra.wiring import Wiring
from services.ask import Ask


def hosting(wiring: Wiring, tenant: str = "48", role: Role = Role.PLATFORM_ADMIN) -> Ask:
    ask = operator(wiring, PLATFORM, "essai")
    caller = replace(ask.caller, tenant=tenant, home=tenant, role=role.value)
    return replace(ask, caller=caller)
