from dataclasses import replace
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError

from domain.errors import NotFound
from domain.roles import Role
from domain.text import InvalidText
from infra.store.tenant_people import TenantPeople
from services.ask import Key
from services.pactes import Stale
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
from tests.services.conftest import asks

CAMILLE = CreatePerson(display_name="Camille Martin", email="camille.martin@exemple.fr")


def test_a_person_is_created_and_corrected(people: TenantPeople) -> None:
    person_id = create_person(people, asks(Role.DEPT_MANAGER), CAMILLE)
    correction = CorrectPerson(
        person_id=person_id, display_name="Camille Durand", civility=Civility.MADAME
    )
    correct_person(people, asks(Role.TENANT_ADMIN), correction)
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


def test_nobody_corrects_who_is_not_there(people: TenantPeople) -> None:
    with pytest.raises(NotFound):
        correct_person(
            people,
            asks(Role.TENANT_ADMIN),
            CorrectPerson(person_id=uuid4(), display_name="Camille Martin"),
        )


def test_a_correction_names_the_version_that_was_read(people: TenantPeople) -> None:
    """It replaces all that is known: it must not undo what somebody else has corrected since."""
    person_id = create_person(people, asks(Role.DEPT_MANAGER), CAMILLE)
    seen = replace(asks(Role.DEPT_MANAGER), expected_version=1)
    married = CorrectPerson(person_id=person_id, display_name="Camille Durand")
    assert correct_person(people, seen, married) == 2
    with pytest.raises(Stale):
        correct_person(people, seen, CorrectPerson(person_id=person_id, display_name="Petit"))
    assert people.many([person_id])[person_id].display_name == "Camille Durand"


def test_the_address_is_for_those_who_may_correct_it(people: TenantPeople) -> None:
    person_id = create_person(people, asks(Role.DEPT_MANAGER), CAMILLE)
    for role, address in ((Role.TENANT_ADMIN, CAMILLE.email), (Role.AUDITOR, None)):
        found = read_person(people, asks(role).caller, person_id)
        assert (found.display_name, found.email) == ("Camille Martin", address)
    with pytest.raises(Forbidden):
        read_person(people, asks(Role.PARTNER_AGENT).caller, person_id)
    with pytest.raises(NotFound):
        read_person(people, asks(Role.AUDITOR).caller, uuid4())


def test_where_nothing_is_written_a_person_is_read_as_ever(people: TenantPeople) -> None:
    person_id = create_person(people, asks(Role.DEPT_MANAGER), CAMILLE)
    for role, address in ((Role.TENANT_ADMIN, CAMILLE.email), (Role.DEPT_AGENT, None)):
        suspended = replace(asks(role).caller, read_only=True)
        assert read_person(people, suspended, person_id).email == address


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
