"""The persons of a tenant: no event, so that they can be corrected and erased."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from domain import text
from domain.access import membership
from domain.access.held import MemberStatus
from domain.access.member import Member, member_id
from domain.errors import Invalid, NotFound
from services.access.members import in_each_role
from services.ask import Ask, Caller
from services.pactes import Pactes
from services.policy import Forbidden, admit, allow
from services.ports import People, Person
from services.target import Target

ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
LONGEST_ADDRESS = 254


class Civility(StrEnum):
    MADAME = "Madame"
    MONSIEUR = "Monsieur"


class InvalidAddress(Invalid):
    code = "invalid-address"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePerson:
    display_name: str
    civility: Civility | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPerson:
    """Replaces all that is known of the person."""

    person_id: UUID
    display_name: str
    civility: Civility | None = None
    email: str | None = None


def create_person(people: People, ask: Ask, command: CreatePerson) -> UUID:
    """Raises IntegrityError when the key has been used."""
    allow(ask, "create_person", Target(tenant=people.tenant))
    person = _person(ask.minted(), command)
    people.create(person, ask.key)
    return person.person_id


def correct_person(pactes: Pactes, people: People, ask: Ask, command: CorrectPerson) -> int:
    """The new version. Raises NotFound, Stale, or IntegrityError when the key has been used.

    By whoever might give each of their roles: where the address leads, there goes the invitation.
    A person who is still expected at another address is sent another link; those of before, which
    went to the first one, are dead. The caller saves both together.
    """
    admit(ask.caller, "correct_person", people.tenant)
    member = _member(pactes, command.person_id)
    for target in in_each_role(pactes, command.person_id, member):
        allow(ask, "correct_person", target)
    person = _person(command.person_id, command)
    known = people.many([person.person_id]).get(person.person_id)
    version = people.correct(person, ask.key, ask.expected_version)
    if member and known and known.email != person.email:
        _sent_elsewhere(pactes, ask, member)
    return version


def read_person(pactes: Pactes, people: People, caller: Caller, person_id: UUID) -> Person:
    """The address is for those who may correct it, were the tenant open. Raises NotFound."""
    allow(caller, "read_persons", Target(tenant=people.tenant))
    found = people.many([person_id])
    if person_id not in found:
        raise NotFound("Cette personne n’existe pas.")
    try:
        for target in in_each_role(pactes, person_id, _member(pactes, person_id)):
            allow(replace(caller, read_only=False), "correct_person", target)
    except Forbidden:
        return replace(found[person_id], email=None)
    return found[person_id]


def _member(pactes: Pactes, person_id: UUID) -> Member | None:
    """None: nobody has invited them yet."""
    try:
        return pactes.load(Member, member_id(pactes.tenant, person_id))
    except NotFound:
        return None


def _sent_elsewhere(pactes: Pactes, ask: Ask, member: Member) -> None:
    if member.status is not MemberStatus.INVITED or not member.grants:
        return
    membership.renew(member, invitation_id=ask.minted(), by=ask.caller.person_id)
    pactes.record(replace(ask, key=None, expected_version=None), member)


def _person(person_id: UUID, command: CreatePerson | CorrectPerson) -> Person:
    return Person(
        person_id=person_id,
        display_name=text.title(command.display_name, "/display_name"),
        civility=command.civility,
        email=_address(command.email) if command.email else None,
    )


def _address(email: str) -> str:
    clean = text.title(email, "/email")
    if len(clean) > LONGEST_ADDRESS or not ADDRESS.fullmatch(clean):
        raise InvalidAddress("Cette adresse de courriel est mal formée.", field="/email")
    return clean
