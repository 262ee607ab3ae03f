"""Erasing what the law lets people have erased: the rows beside the log, with a fact that says so.

The caller erases the rows in the transaction that records the fact.
"""

from dataclasses import dataclass
from uuid import UUID

from domain import erasing as rules
from domain.access.held import MemberStatus
from domain.access.member import Member, member_id
from domain.errors import NotFound, RuleBroken
from services.ask import Ask
from services.free_text import sealed
from services.imports.identities import of_the_house
from services.pactes import Pactes, Receipt
from services.policy import allow
from services.ports import People
from services.target import Target
from services.upkeep import upkeep_of


class StillMember(RuleBroken):
    """Who still comes in, or is expected, cannot be erased."""

    code = "still-member"


class AlreadyErased(RuleBroken):
    code = "already-erased"


class OfTheHouse(RuleBroken):
    """The name of the hoster, or of what it takes over: not that of a person."""

    code = "of-the-house"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestErasing:
    person_id: UUID
    motive: str


def request_erasing(pactes: Pactes, people: People, ask: Ask, command: RequestErasing) -> Receipt:
    """Raises Forbidden, NotFound, AlreadyErased, ErasingAlreadyRequested.

    Raises StillMember, OfTheHouse.
    """
    allow(ask, "request_erasing", Target(tenant=pactes.tenant))
    if people.erased(command.person_id):
        raise AlreadyErased("Les données de cette personne sont déjà effacées.")
    if command.person_id not in people.many([command.person_id]):
        raise NotFound("Cette personne n’existe pas.")
    _demand_nobodys(pactes, command.person_id)
    kept, motive = upkeep_of(pactes), sealed(command.motive, "/motive")
    rules.request_erasing(kept, command.person_id, motive.seal)
    return pactes.record(ask, kept, texts=[motive])


def demand_erasable(pactes: Pactes, ask: Ask, person_id: UUID) -> None:
    """Raises Forbidden, StillMember, OfTheHouse."""
    allow(ask, "erase_person", Target(tenant=pactes.tenant))
    _demand_nobodys(pactes, person_id)


def erase_person(pactes: Pactes, ask: Ask, person_id: UUID) -> Receipt:
    """Raises as `demand_erasable`; within the transaction of the caller, which is then undone."""
    allow(ask, "erase_person", Target(tenant=pactes.tenant))
    kept = upkeep_of(pactes)
    rules.erased_person(kept, person_id)
    receipt = pactes.record(ask, kept)
    # Only now does nobody else write to this log: whoever was invited until then is seen.
    _demand_nobodys(pactes, person_id)
    return receipt


def lapse_erasing(pactes: Pactes, ask: Ask, person_id: UUID) -> Receipt:
    """What was asked for somebody who came back is not done when they leave another time."""
    allow(ask, "erase_person", Target(tenant=pactes.tenant))
    kept = upkeep_of(pactes)
    rules.lapsed(kept, person_id)
    return pactes.record(ask, kept)


def erase_text(pactes: Pactes, ask: Ask, seal: str) -> Receipt:
    """`seal`: as the events have it, in hex. Raises Forbidden."""
    allow(ask, "erase_text", Target(tenant=pactes.tenant))
    kept = upkeep_of(pactes)
    rules.erased_text(kept, seal)
    return pactes.record(ask, kept)


def _demand_nobodys(pactes: Pactes, person_id: UUID) -> None:
    if person_id in of_the_house(pactes.tenant):
        raise OfTheHouse("C’est le nom de l’exploitant ou d’une reprise, pas celui d’une personne.")
    try:
        member = pactes.load_short(Member, member_id(pactes.tenant, person_id))
    except NotFound:
        return
    if member.status is not MemberStatus.REMOVED:
        raise StillMember("Cette personne est encore membre, ou invitée : retirez-la d’abord.")
