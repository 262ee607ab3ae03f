"""Invite people, give and take roles, remove them; accept an invitation."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from domain.access import membership as rules
from domain.access.errors import InvalidRole
from domain.access.facts import MemberKind
from domain.access.member import Member, member_id
from domain.access.sessions import end_sessions as end
from domain.errors import NotFound
from domain.registry.offices import side_of
from domain.registry.organization import Organization
from domain.roles import SIDES, Role
from services.access import commands
from services.ask import Ask
from services.free_text import sealed
from services.pactes import Pactes, Receipt
from services.policy import admit, allow
from services.ports import People
from services.target import Target

# The roles that a person of this log holds in others, by their logins.
Elsewhere = Callable[[UUID], Collection[Role]]


def nowhere(_person_id: UUID) -> Collection[Role]:
    return ()


def invite_member(
    pactes: Pactes, people: People, ask: Ask, command: commands.InviteMember
) -> Receipt:
    """An event names only a person who stands beside the log, and was not erased meanwhile.

    Within the transaction of the caller, which is then undone.
    """
    allow(ask, "invite_member", _about(pactes, command.person_id, command.role))
    _demand_known(people, command.person_id)
    _fits(pactes, command.role, command.organization_id)
    receipt = pactes.record(ask, _invited(pactes, ask, command))
    _demand_known(people, command.person_id)
    return receipt


def _demand_known(people: People, person_id: UUID) -> None:
    if person_id not in people.many([person_id]):
        raise NotFound("Cette personne n’existe pas.", field="/person_id")


def _invited(pactes: Pactes, ask: Ask, command: commands.InviteMember) -> Member:
    """Whoever was removed has a stream already, which goes on."""
    role: dict[str, Any] = {
        "grant_id": ask.minted(),
        "role": command.role,
        "organization_id": command.organization_id,
        "office": command.office,
    }
    if member_id(pactes.tenant, command.person_id) not in pactes.repository:
        return rules.invite(
            tenant=pactes.tenant, person_id=command.person_id, kind=MemberKind.HUMAN, **role
        )
    member = found(pactes, command.person_id)
    rules.invite_again(member, tenant=pactes.tenant, by=ask.caller.person_id, **role)
    return member


def renew_invitation(pactes: Pactes, ask: Ask, command: commands.RenewInvitation) -> Receipt:
    """By whoever might have offered each role. The link itself is made by whoever shows it."""
    admit(ask.caller, "renew_invitation", pactes.tenant)
    member = found(pactes, command.person_id, ask)
    for target in in_each_role(pactes, command.person_id, member):
        allow(ask, "renew_invitation", target)
    rules.renew(member, invitation_id=ask.minted(), by=ask.caller.person_id)
    return pactes.record(ask, member)


def accept_invitation(pactes: Pactes, ask: Ask, elsewhere: Collection[Role] = ()) -> Receipt:
    """By the invited person, whom a link has named. The caller binds the login in the same save.

    `elsewhere`: the roles that this login holds in other logs.
    """
    who = ask.caller.person_id
    allow(ask, "accept_invitation", _about(pactes, who))
    member = found(pactes, who, ask)
    rules.activate(member, elsewhere)
    return pactes.record(ask, member)


def grant_role(
    pactes: Pactes, ask: Ask, command: commands.GrantRole, elsewhere: Elsewhere = nowhere
) -> Receipt:
    allow(ask, "grant_role", _about(pactes, command.person_id, command.role))
    member = found(pactes, command.person_id, ask)
    _fits(pactes, command.role, command.organization_id)
    rules.grant(
        member,
        tenant=pactes.tenant,
        grant_id=ask.minted(),
        role=command.role,
        organization_id=command.organization_id,
        office=command.office,
        by=ask.caller.person_id,
        elsewhere=elsewhere(command.person_id),
    )
    return pactes.record(ask, member)


def revoke_role(pactes: Pactes, ask: Ask, command: commands.RevokeRole) -> Receipt:
    admit(ask.caller, "revoke_role", pactes.tenant)
    member = found(pactes, command.person_id, ask)
    role = next((g.role for g in member.grants if g.grant_id == command.grant_id), None)
    allow(ask, "revoke_role", _about(pactes, command.person_id, role))
    motive = sealed(command.motive, "/motive")
    rules.revoke(member, grant_id=command.grant_id, motive=motive.seal, by=ask.caller.person_id)
    return pactes.record(ask, member, texts=[motive])


def remove_member(pactes: Pactes, ask: Ask, command: commands.RemoveMember) -> Receipt:
    allow(ask, "remove_member", _about(pactes, command.person_id))
    member = found(pactes, command.person_id, ask)
    motive = sealed(command.motive, "/motive")
    rules.remove(member, motive=motive.seal, by=ask.caller.person_id)
    return pactes.record(ask, member, texts=[motive])


def end_sessions(
    pactes: Pactes, ask: Ask, command: commands.EndSessions, ended: Callable[[], None]
) -> Receipt:
    """`ended`: ends them, or raises; nobody waits for it to write to the log."""
    allow(ask, "end_sessions", _about(pactes, command.person_id))
    member = found(pactes, command.person_id, ask)
    motive = sealed(command.motive, "/motive")
    end(member, motive=motive.seal, by=ask.caller.person_id)
    ended()
    return pactes.record(ask, member, texts=[motive])


def found(pactes: Pactes, person_id: UUID, ask: Ask | None = None) -> Member:
    """Raises NotFound, or Stale when `ask` saw another version."""
    return pactes.load(Member, member_id(pactes.tenant, person_id), ask)


def in_each_role(pactes: Pactes, person_id: UUID, member: Member | None) -> list[Target]:
    """What they hold, or are offered; who has no role is of nobody's side."""
    roles: list[Role | None] = [each.role for each in member.grants] if member else []
    return [_about(pactes, person_id, role) for role in roles or [None]]


def _about(pactes: Pactes, person_id: UUID, role: Role | None = None) -> Target:
    return Target(tenant=pactes.tenant, person_id=person_id, role=role)


def _fits(pactes: Pactes, role: Role, organization_id: UUID | None) -> None:
    """A role of the State is held for an organization of the State, and so on."""
    if organization_id is None:
        return
    organization = pactes.load(Organization, organization_id)
    if side_of(organization.kind) != SIDES[role]:
        raise InvalidRole("Ce rôle n’est pas du côté de cet organisme.", field="/organization_id")
