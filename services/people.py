"""The persons of a tenant: no event, so that they can be corrected and erased."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from domain import text
from domain.errors import Invalid, NotFound
from services.ask import Ask, Caller
from services.policy import Forbidden, allow
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


def correct_person(people: People, ask: Ask, command: CorrectPerson) -> int:
    """The new version. Raises NotFound, Stale, or IntegrityError when the key has been used."""
    allow(ask, "correct_person", Target(tenant=people.tenant))
    return people.correct(_person(command.person_id, command), ask.key, ask.expected_version)


def read_person(people: People, caller: Caller, person_id: UUID) -> Person:
    """The address is for those who may correct it, were the tenant open. Raises NotFound."""
    target = Target(tenant=people.tenant)
    allow(caller, "read_persons", target)
    found = people.many([person_id])
    if person_id not in found:
        raise NotFound("Cette personne n’existe pas.")
    try:
        allow(replace(caller, read_only=False), "correct_person", target)
    except Forbidden:
        return replace(found[person_id], email=None)
    return found[person_id]


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
