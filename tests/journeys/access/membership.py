"""People who are invited, let in and given roles through the API."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from werkzeug.test import TestResponse

from domain.access.member import Member, member_id
from domain.roles import Role
from services.access.members import accept_invitation
from tests.journeys.world import Person, World

MOTIVE = {"motive": "Changement de poste."}


def told(answer: TestResponse, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return dict(answer.json or {})


def organization(here: World, kind: str, tenant: str = "48") -> str:
    admin = here.person(Role.TENANT_ADMIN, tenant)
    body = {"legal_name": f"Organisme {uuid4()}", "kind": kind}
    return str(told(admin.post("/organizations", body), 201)["id"])


def person(by: Person, name: str = "Camille Martin") -> str:
    return str(told(by.post("/persons", {"display_name": name}), 201)["id"])


def invite(by: Person, role: Role, organization_id: str | None = None, **other: Any) -> str:
    """The identity of the person."""
    who = person(by)
    body = {"person_id": who, "role": role, "organization_id": organization_id} | other
    told(by.post("/members", body), 201)
    return who


def accept(here: World, person_id: str, tenant: str = "48") -> None:
    """What the page behind the link of an invitation does."""
    ask = here.ask(Role.DEPT_AGENT, tenant)
    ask = replace(ask, caller=replace(ask.caller, person_id=UUID(person_id)))
    accept_invitation(here.wiring.pactes(tenant), ask)


def stream(here: World, person_id: str, tenant: str = "48") -> Member:
    return here.wiring.pactes(tenant).load(Member, member_id(tenant, UUID(person_id)))


def version(here: World, person_id: str, tenant: str = "48") -> int:
    return stream(here, person_id, tenant).version


def listed(by: Person, person_id: str, position: int) -> dict[str, Any]:
    found = told(by.get("/members", min_position=position, limit=200), 200)
    (one,) = [each for each in found["items"] if each["person_id"] == person_id]
    return dict(one) | {"people": found["people"]}
