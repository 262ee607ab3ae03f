from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError

from domain.access.member import Member
from domain.errors import NotFound
from domain.registry.facts import OrganizationKind
from domain.roles import SIDES, Role
from domain.text import InvalidText
from infra.store.persons.tenant_people import TenantPeople
from services.access.commands import GrantRole, InviteMember
from services.access.members import accept_invitation, found, grant_role, invite_member
from services.ask import Key
from services.pactes import Pactes, Stale
from services.people import (
    Civility,
    CorrectPerson,
    CreatePerson,
    InvalidAddress,
    correct_person,
    create_person,
    read_person,
)
from services.policy import Forbidden
from services.ports import Person
from services.registry.commands import RegisterOrganization
from services.registry.organizations import register_organization
from tests.services.conftest import asks

CAMILLE = CreatePerson(display_name="Camille Martin", email="camille.martin@exemple.fr")

OF = {
    "state": OrganizationKind.STATE_PREFECTURE,
    "departement": OrganizationKind.DEPARTEMENT,
    "partner": OrganizationKind.ARS,
}


def test_a_person_is_created_and_corrected(pactes: Pactes, people: TenantPeople) -> None:
    person_id = create_person(people, asks(Role.DEPT_MANAGER), CAMILLE)
    correction = CorrectPerson(
        person_id=person_id, display_name="Camille Durand", civility=Civility.MADAME
    )
    correct_person(pactes, people, asks(Role.TENANT_ADMIN), correction)
    assert people.many([person_id, uuid4()]) == {
        person_id: Person(
            person_id=person_id, display_name="Camille Durand", civility="Madame", version=2
        )
    }


def test_the_same_key_creates_the_same_person_once(people: TenantPeople) -> None:
    ask = asks(Role.DEPT_MANAGER)
    keyed = replace(ask, key=Key(command_id=uuid4(), request_sha256=b"\x00" * 32, status=201))
    person_id = create_person(people, keyed, CAMILLE)
    with pytest.raises(IntegrityError):
        create_person(people, keyed, CreatePerson(display_name="Autre nom"))
    assert people.many([person_id])[person_id].display_name == "Camille Martin"


def test_nobody_corrects_who_is_not_there(pactes: Pactes, people: TenantPeople) -> None:
    with pytest.raises(NotFound):
        correct_person(
            pactes,
            people,
            asks(Role.TENANT_ADMIN),
            CorrectPerson(person_id=uuid4(), display_name="Camille Martin"),
        )


def test_a_correction_names_the_version_that_was_read(pactes: Pactes, people: TenantPeople) -> None:
    """It replaces all that is known: it must not undo what somebody else has corrected since."""
    person_id = create_person(people, asks(Role.DEPT_MANAGER), CAMILLE)
    seen = replace(asks(Role.TENANT_ADMIN), expected_version=1)
    married = CorrectPerson(person_id=person_id, display_name="Camille Durand")
    assert correct_person(pactes, people, seen, married) == 2
    with pytest.raises(Stale):
        correct_person(
            pactes, people, seen, CorrectPerson(person_id=person_id, display_name="Petit")
        )
    assert people.many([person_id])[person_id].display_name == "Camille Durand"


def test_the_address_is_for_those_who_may_correct_it(pactes: Pactes, people: TenantPeople) -> None:
    person_id = create_person(people, asks(Role.DEPT_MANAGER), CAMILLE)
    for role, address in ((Role.TENANT_ADMIN, CAMILLE.email), (Role.AUDITOR, None)):
        shown = read_person(pactes, people, asks(role).caller, person_id)
        assert (shown.display_name, shown.email) == ("Camille Martin", address)
    with pytest.raises(Forbidden):
        read_person(pactes, people, asks(Role.PARTNER_AGENT).caller, person_id)
    with pytest.raises(NotFound):
        read_person(pactes, people, asks(Role.AUDITOR).caller, uuid4())


def test_where_nothing_is_written_a_person_is_read_as_ever(
    pactes: Pactes, people: TenantPeople
) -> None:
    person_id = create_person(people, asks(Role.DEPT_MANAGER), CAMILLE)
    for role, address in ((Role.TENANT_ADMIN, CAMILLE.email), (Role.DEPT_AGENT, None)):
        suspended = replace(asks(role).caller, read_only=True)
        assert read_person(pactes, people, suspended, person_id).email == address


@pytest.mark.parametrize(
    "address",
    ["camille", "a@b", "a b@exemple.fr", "a@exemple.fr\nBcc:x@y.fr", "a@-.fr" * 50, "<a@b.fr>"],
)
def test_an_address_that_cannot_be_written_to_is_refused(
    people: TenantPeople, address: str
) -> None:
    with pytest.raises((InvalidAddress, InvalidText)):
        create_person(
            people, asks(Role.DEPT_MANAGER), CreatePerson(display_name="Camille", email=address)
        )


def test_an_agent_who_invites_nobody_creates_nobody(people: TenantPeople) -> None:
    with pytest.raises(Forbidden):
        create_person(people, asks(Role.DEPT_AGENT), CAMILLE)


@dataclass(frozen=True)
class Offered:
    """Somebody who is expected in that role."""

    pactes: Pactes
    people: TenantPeople
    role: Role
    person_id: UUID = field(default_factory=uuid4)

    def __post_init__(self) -> None:
        known = Person(person_id=self.person_id, display_name="Camille Martin", email=CAMILLE.email)
        self.people.create(known)
        command = RegisterOrganization(legal_name="Un organisme", kind=OF[SIDES[self.role]])
        made = register_organization(self.pactes, asks(Role.TENANT_ADMIN), command)
        invitation = InviteMember(
            person_id=self.person_id, role=self.role, organization_id=made.stream
        )
        invite_member(self.pactes, self.people, asks(Role.TENANT_ADMIN), invitation)

    def correct(self, by: Role, email: str = "autre@exemple.fr") -> int:
        command = CorrectPerson(
            person_id=self.person_id, display_name="Camille Martin", email=email
        )
        return correct_person(self.pactes, self.people, asks(by), command)

    def member(self) -> Member:
        return found(self.pactes, self.person_id)


@pytest.mark.parametrize(
    ("role", "own", "other"),
    [
        (Role.PREFET_SIGNATORY, Role.STATE_AGENT, Role.DEPT_MANAGER),
        (Role.DEPT_SIGNATORY, Role.DEPT_MANAGER, Role.STATE_AGENT),
        (Role.PARTNER_SIGNATORY, Role.DEPT_MANAGER, Role.STATE_AGENT),
    ],
)
def test_no_side_has_the_invitation_of_the_other_sent_elsewhere(
    pactes: Pactes, people: TenantPeople, role: Role, own: Role, other: Role
) -> None:
    one = Offered(pactes, people, role)
    with pytest.raises(Forbidden):
        one.correct(other)
    assert people.many([one.person_id])[one.person_id].email == CAMILLE.email
    assert one.correct(own) == 2
    assert one.correct(Role.TENANT_ADMIN, "encore@exemple.fr") == 3
    for asker, address in ((own, "encore@exemple.fr"), (other, None)):
        shown = read_person(pactes, people, asks(asker).caller, one.person_id)
        assert shown.email == address


def test_who_holds_roles_of_both_sides_is_corrected_by_an_administrator(
    pactes: Pactes, people: TenantPeople
) -> None:
    one = Offered(pactes, people, Role.DEPT_AGENT)
    grant = GrantRole(person_id=one.person_id, role=Role.AUDITOR)
    grant_role(pactes, asks(Role.TENANT_ADMIN), grant)
    with pytest.raises(Forbidden):
        one.correct(Role.DEPT_MANAGER)
    one.correct(Role.TENANT_ADMIN)


def test_who_has_no_role_yet_is_of_no_side(pactes: Pactes, people: TenantPeople) -> None:
    """An address put into place before the invitation would be as good as one put in after it."""
    person_id = create_person(people, asks(Role.STATE_AGENT), CAMILLE)
    command = CorrectPerson(person_id=person_id, display_name="Camille Martin")
    for role in (Role.DEPT_MANAGER, Role.STATE_AGENT):
        with pytest.raises(Forbidden):
            correct_person(pactes, people, asks(role), command)


def test_another_address_ends_the_links_that_went_to_the_first(
    pactes: Pactes, people: TenantPeople
) -> None:
    one = Offered(pactes, people, Role.DEPT_AGENT)
    first = one.member().invitation_id
    one.correct(Role.DEPT_MANAGER, str(CAMILLE.email))
    assert one.member().invitation_id == first
    one.correct(Role.DEPT_MANAGER)
    assert one.member().invitation_id != first
    accept_invitation(pactes, asks(Role.DEPT_AGENT, person_id=one.person_id))
    last = one.member().version
    one.correct(Role.DEPT_MANAGER, "encore@exemple.fr")
    assert one.member().version == last
