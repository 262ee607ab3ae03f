"""What must stand before anybody can write: framework, tenants, people. Each is made once."""

from collections.abc import Iterable
from typing import Any

from domain.platform.facts import TenantKind
from infra.cases.reading import case
from infra.demo.living.scene import ask
from infra.demo.personas import PERSONAS, persona
from infra.store.connections.names import PLATFORM
from infra.tenants.framework import publish
from infra.tenants.tenancy import open_tenant
from infra.wiring import Wiring
from services.ask import Ask
from services.platform import commands
from services.ports import Person

CASES = {"42": "42_loire", "05": "05_hautes_alpes", "48": "48_lozere"}


def publish_framework(wiring: Wiring) -> None:
    """The administrator of the demo stands before what they do."""
    create_people(wiring, {PLATFORM})
    publish(wiring, _ask("cadre national"))


def declare_tenant(wiring: Wiring, code: str) -> None:
    open_tenant(wiring, wiring.settings, _ask("départements"), _declaration(code))


def create_people(wiring: Wiring, tenants: Iterable[str]) -> None:
    for one in PERSONAS:
        if one.tenant in tenants:
            wiring.people(one.tenant).create(
                Person(person_id=one.person_id, display_name=one.display_name, email=one.address)
            )


def _declaration(code: str) -> commands.DeclareTenant:
    tenant: dict[str, Any] = case(CASES[code])["tenant"]
    return commands.DeclareTenant(
        code=code,
        name=tenant["name"],
        kind=TenantKind(tenant["kind"]),
        territory_codes=(code,),
        region_code=tenant["region_code"],
        siret=tenant["siret"],
    )


def _ask(ref: str) -> Ask:
    return ask(persona(PLATFORM, "platform").caller("demo"), ref)
