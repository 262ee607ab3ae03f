"""Members on a real log, and who asks about them."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from domain.access.member import Member
from domain.registry.facts import OrganizationKind
from domain.roles import Role
from infra.store.persons.tenant_people import TenantPeople
from services.access import members
from services.access.commands import InviteMember
from services.ask import Ask
from services.pactes import Pactes, Receipt
from services.ports import Person
from services.registry.commands import RegisterOrganization
from services.registry.organizations import register_organization
from tests.services.conftest import asks


def admin(**other: Any) -> Ask:
    return asks(Role.TENANT_ADMIN, **other)


def hoster(**other: Any) -> Ask:
    return asks(Role.PLATFORM_ADMIN, **other)


def organization(pactes: Pactes, kind: OrganizationKind = OrganizationKind.DEPARTEMENT) -> UUID:
    command = RegisterOrganization(legal_name="Organisme", kind=kind)
    return register_organization(pactes, admin(), command).stream


def somebody(people: TenantPeople) -> UUID:
    person = Person(person_id=uuid4(), display_name="Camille Martin")
    people.create(person)
    return person.person_id


def invited(
    pactes: Pactes, people: TenantPeople, role: Role, ask: Ask | None = None, **other: Any
) -> UUID:
    """The person."""
    person_id = somebody(people)
    command = InviteMember(person_id=person_id, role=role, **other)
    members.invite_member(pactes, people, ask or by(pactes), command)
    return person_id


def by(pactes: Pactes, **other: Any) -> Ask:
    return hoster(**other) if pactes.tenant == "platform" else admin(**other)


def accepted(pactes: Pactes, person_id: UUID) -> Receipt:
    ask = by(pactes, person_id=person_id)
    ask = replace(ask, caller=replace(ask.caller, role=Role.AUDITOR))
    return members.accept_invitation(pactes, ask)


def admitted(pactes: Pactes, people: TenantPeople, role: Role, **other: Any) -> UUID:
    person_id = invited(pactes, people, role, **other)
    accepted(pactes, person_id)
    return person_id


def member(pactes: Pactes, person_id: UUID) -> Member:
    return members.found(pactes, person_id)
