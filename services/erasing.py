"""Erasing what the law lets people have erased: the rows beside the log, with a fact that says so.

The caller erases the rows in the transaction that records the fact.
"""

from uuid import UUID

from domain import upkeep
from domain.access.held import MemberStatus
from domain.access.member import Member, member_id
from domain.errors import NotFound, RuleBroken
from services.ask import Ask
from services.pactes import Pactes, Receipt
from services.policy import allow
from services.target import Target
from services.upkeep import upkeep_of


class StillMember(RuleBroken):
    """Who still comes in, or is expected, cannot be erased."""

    code = "still-member"


def erase_person(pactes: Pactes, ask: Ask, person_id: UUID) -> Receipt:
    """Raises Forbidden, StillMember."""
    allow(ask, "erase_person", Target(tenant=pactes.tenant))
    if _is_member(pactes, person_id):
        raise StillMember("Cette personne est encore membre, ou invitée : retirez-la d’abord.")
    kept = upkeep_of(pactes)
    upkeep.erased_person(kept, person_id)
    return pactes.record(ask, kept)


def erase_text(pactes: Pactes, ask: Ask, seal: str) -> Receipt:
    """`seal`: as the events have it, in hex. Raises Forbidden."""
    allow(ask, "erase_text", Target(tenant=pactes.tenant))
    kept = upkeep_of(pactes)
    upkeep.erased_text(kept, seal)
    return pactes.record(ask, kept)


def _is_member(pactes: Pactes, person_id: UUID) -> bool:
    try:
        member = pactes.load_short(Member, member_id(pactes.tenant, person_id))
    except NotFound:
        return False
    return member.status is not MemberStatus.REMOVED
