"""Members as tests begin with them."""

from typing import Any
from uuid import UUID, uuid4

from domain.access import membership
from domain.access.facts import MemberKind
from domain.access.held import MemberStatus
from domain.access.member import Member
from domain.roles import MACHINES, OF_PLATFORM, SIDES, Role

SEAL = "5f" * 32
ADMIN = uuid4()
ORGANIZATION = uuid4()


def home(role: Role) -> str:
    return "platform" if role in OF_PLATFORM else "48"


def organization(role: Role) -> UUID | None:
    sided = SIDES[role] in membership.WITH_ORGANIZATION and role not in OF_PLATFORM
    return ORGANIZATION if sided else None


def invited(role: Role = Role.DEPT_AGENT, **other: Any) -> Member:
    given: dict[str, Any] = {
        "tenant": home(role),
        "person_id": uuid4(),
        "kind": MemberKind.MACHINE if role in MACHINES else MemberKind.HUMAN,
        "grant_id": uuid4(),
        "role": role,
        "organization_id": organization(role),
    }
    return membership.invite(**given | other)


def admitted(role: Role = Role.DEPT_AGENT, **other: Any) -> Member:
    """With all that happened still to be saved."""
    member = invited(role, **other)
    if role not in MACHINES:
        membership.activate(member)
    return member


def active(role: Role = Role.DEPT_AGENT, **other: Any) -> Member:
    member = admitted(role, **other)
    new_facts(member)
    return member


def removed(role: Role = Role.DEPT_AGENT) -> Member:
    member = active(role)
    membership.remove(member, motive=SEAL, by=ADMIN)
    new_facts(member)
    return member


def granted(member: Member, role: Role, **other: Any) -> UUID:
    """The identity of the grant."""
    given: dict[str, Any] = {
        "tenant": home(role),
        "grant_id": uuid4(),
        "role": role,
        "organization_id": organization(role),
        "by": ADMIN,
    }
    given |= other
    membership.grant(member, **given)
    grant_id: UUID = given["grant_id"]
    return grant_id


def new_facts(member: Member) -> list[Any]:
    return list(member.collect_events())


def said(member: Member) -> list[str]:
    return [type(fact).__name__ for fact in new_facts(member)]


def status(member: Member) -> MemberStatus:
    return member.status


def roles(member: Member) -> list[Role]:
    return [each.role for each in member.grants]
