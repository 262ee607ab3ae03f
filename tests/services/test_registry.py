from datetime import date
from uuid import UUID, uuid4

import pytest

from domain.access.errors import OwnRights
from domain.errors import NotFound
from domain.registry.facts import OrganizationKind
from domain.registry.offices import OfficeHeld, holder_on
from domain.registry.organization import Organization
from domain.roles import Role
from infra.store.persons.tenant_people import TenantPeople
from services.pactes import Pactes, Receipt, Stale
from services.policy import Forbidden
from services.ports import Person
from services.registry.commands import AppointOfficeHolder, EndOfficeHolder, RegisterOrganization
from services.registry.organizations import (
    appoint_office_holder,
    end_office_holder,
    register_organization,
)
from tests.services.conftest import TODAY, asks

PREFECTURE = RegisterOrganization(
    legal_name="Préfecture de la Lozère", kind=OrganizationKind.STATE_PREFECTURE
)


def registered(pactes: Pactes) -> Receipt:
    return register_organization(pactes, asks(Role.TENANT_ADMIN), PREFECTURE)


def somebody(people: TenantPeople) -> UUID:
    person = Person(person_id=uuid4(), display_name="Titulaire")
    people.create(person)
    return person.person_id


def test_a_holder_is_appointed_and_ended(pactes: Pactes, people: TenantPeople) -> None:
    first, stream = somebody(people), registered(pactes).stream
    appoint = AppointOfficeHolder(
        organization_id=stream, office="prefet", person_id=first, since=date(2023, 1, 1)
    )
    assert appoint_office_holder(pactes, people, asks(Role.TENANT_ADMIN), appoint).version == 2
    with pytest.raises(OfficeHeld):
        appoint_office_holder(pactes, people, asks(Role.TENANT_ADMIN), appoint)
    leave = EndOfficeHolder(
        organization_id=stream, office="prefet", person_id=first, until=date(2024, 1, 31)
    )
    end_office_holder(pactes, asks(Role.TENANT_ADMIN), leave)
    stored = pactes.load(Organization, stream)
    assert holder_on(stored, "prefet", date(2024, 1, 31)) == first
    assert holder_on(stored, "prefet", date(2024, 2, 1)) is None


@pytest.mark.parametrize(
    ("kind", "may", "may_not"),
    [
        (OrganizationKind.STATE_PREFECTURE, Role.STATE_AGENT, Role.DEPT_MANAGER),
        (OrganizationKind.DEPARTEMENT, Role.DEPT_MANAGER, Role.STATE_AGENT),
        (OrganizationKind.ARS, Role.DEPT_MANAGER, Role.STATE_AGENT),
    ],
)
def test_each_side_keeps_its_own_offices(
    pactes: Pactes, people: TenantPeople, kind: OrganizationKind, may: Role, may_not: Role
) -> None:
    command = RegisterOrganization(legal_name="Organisme", kind=kind)
    stream = register_organization(pactes, asks(Role.TENANT_ADMIN), command).stream
    appoint = AppointOfficeHolder(
        organization_id=stream, office="titulaire", person_id=somebody(people), since=TODAY
    )
    with pytest.raises(Forbidden):
        appoint_office_holder(pactes, people, asks(may_not), appoint)
    assert appoint_office_holder(pactes, people, asks(may), appoint).version == 2


def test_nobody_is_appointed_who_does_not_stand_beside_the_log(
    pactes: Pactes, people: TenantPeople
) -> None:
    stream = registered(pactes).stream
    command = AppointOfficeHolder(
        organization_id=stream, office="prefet", person_id=uuid4(), since=date(2023, 1, 1)
    )
    with pytest.raises(NotFound) as refused:
        appoint_office_holder(pactes, people, asks(Role.TENANT_ADMIN), command)
    assert refused.value.field == "/person_id"
    assert pactes.load(Organization, stream).version == 1


def test_another_person_appoints_to_an_office(pactes: Pactes, people: TenantPeople) -> None:
    stream, ask = registered(pactes).stream, asks(Role.TENANT_ADMIN)
    people.create(Person(person_id=ask.caller.person_id, display_name="Qui demande"))
    command = AppointOfficeHolder(
        organization_id=stream,
        office="prefet",
        person_id=ask.caller.person_id,
        since=date(2023, 1, 1),
    )
    with pytest.raises(OwnRights):
        appoint_office_holder(pactes, people, ask, command)
    assert pactes.load(Organization, stream).version == 1


def test_who_saw_an_older_version_is_told(pactes: Pactes, people: TenantPeople) -> None:
    command = AppointOfficeHolder(
        organization_id=registered(pactes).stream,
        office="prefet",
        person_id=somebody(people),
        since=date(2023, 1, 1),
    )
    with pytest.raises(Stale):
        appoint_office_holder(pactes, people, asks(Role.TENANT_ADMIN, expected_version=2), command)
    assert (
        appoint_office_holder(
            pactes, people, asks(Role.TENANT_ADMIN, expected_version=1), command
        ).version
        == 2
    )


def test_nobody_else_keeps_the_registry(pactes: Pactes, platform: Pactes) -> None:
    with pytest.raises(Forbidden):
        register_organization(pactes, asks(Role.STATE_AGENT), PREFECTURE)
    with pytest.raises(NotFound):
        register_organization(platform, asks(Role.TENANT_ADMIN), PREFECTURE)
