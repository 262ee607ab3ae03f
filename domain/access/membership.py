"""What must hold when people are invited, come in, are given roles and lose them."""

from collections.abc import Collection
from uuid import UUID

from domain.access.errors import (
    AlreadyMember,
    IncompatibleRoles,
    InvalidRole,
    MachineOfOneRole,
    MemberGone,
    NotInvited,
    OwnRights,
    RoleAlreadyHeld,
    UnknownGrant,
)
from domain.access.facts import MemberKind
from domain.access.held import MandateKind, MemberStatus
from domain.access.member import Member
from domain.convention import guards
from domain.roles import ADMINISTERING, MACHINES, OF_PLATFORM, SIDES, SIGNING, Role

PLATFORM = "platform"
WITH_ORGANIZATION = ("departement", "state", "partner")
RESTING_ON = {
    Role.AUDITOR: MandateKind.AUDIT,
    Role.COMMISSIONER: MandateKind.REGIONAL,
    Role.NATIONAL_VIEWER: MandateKind.NATIONAL,
}


def invite(
    *,
    tenant: str,
    person_id: UUID,
    kind: MemberKind,
    grant_id: UUID,
    role: Role,
    organization_id: UUID | None = None,
    office: str | None = None,
) -> Member:
    """A machine comes in at once: nobody answers for it."""
    _possible(tenant, kind, role, organization_id)
    member = Member(
        tenant=tenant,
        person_id=person_id,
        kind=kind,
        grant_id=grant_id,
        role=role,
        organization_id=organization_id,
        office=guards.code(office, "/office") if office else None,
    )
    if kind is MemberKind.MACHINE:
        member.member_activated(person_id=person_id)
    return member


def invite_again(
    member: Member,
    *,
    tenant: str,
    grant_id: UUID,
    role: Role,
    organization_id: UUID | None = None,
    office: str | None = None,
    by: UUID,
) -> None:
    """Who was removed, for they are known by the same login: another link lets them in again.

    A machine is registered anew: whoever kept its secrets must not find it back.
    """
    if member.status is not MemberStatus.REMOVED:
        raise AlreadyMember("Cette personne est déjà invitée ou membre.", field="/person_id")
    if member.kind is MemberKind.MACHINE:
        raise MemberGone("Cette machine a été retirée : enregistrez-en une autre.")
    another(member, by)
    _possible(tenant, member.kind, role, organization_id)
    member.member_invited_again(
        person_id=member.person_id,
        grant_id=grant_id,
        role=role,
        organization_id=organization_id,
        office=guards.code(office, "/office") if office else None,
    )


def renew(member: Member, *, invitation_id: UUID, by: UUID) -> None:
    """Of somebody who is still expected, and in some role."""
    if member.status is not MemberStatus.INVITED or not member.grants:
        raise NotInvited("Cette personne n’est pas attendue\N{NO-BREAK SPACE}: invitez-la.")
    another(member, by)
    member.invitation_renewed(person_id=member.person_id, invitation_id=invitation_id)


def activate(member: Member, elsewhere: Collection[Role] = ()) -> None:
    """`elsewhere`: what whoever accepts holds in other logs, which is known of them by then."""
    if member.status is not MemberStatus.INVITED:
        raise NotInvited("Cette invitation a déjà servi, ou n’a plus cours.")
    _apart({each.role for each in member.grants}, elsewhere)
    member.member_activated(person_id=member.person_id)


def grant(
    member: Member,
    *,
    tenant: str,
    grant_id: UUID,
    role: Role,
    organization_id: UUID | None = None,
    office: str | None = None,
    by: UUID,
    elsewhere: Collection[Role] = (),
) -> None:
    """`elsewhere`: what the same person holds in other logs, as far as their login tells."""
    present(member)
    another(member, by)
    _possible(tenant, member.kind, role, organization_id)
    if member.kind is MemberKind.MACHINE and member.grants:
        raise MachineOfOneRole("Une machine tient un seul rôle.", field="/role")
    if any((g.role, g.organization_id) == (role, organization_id) for g in member.grants):
        raise RoleAlreadyHeld("Cette personne tient déjà ce rôle pour cet organisme.")
    _apart({role}, {*(each.role for each in member.grants), *elsewhere})
    member.role_granted(
        grant_id=grant_id,
        role=role,
        organization_id=organization_id,
        office=guards.code(office, "/office") if office else None,
    )


def revoke(member: Member, *, grant_id: UUID, motive: str, by: UUID) -> None:
    """What rests on the role ends first, and does not come back with it."""
    another(member, by)
    found = next((each for each in member.grants if each.grant_id == grant_id), None)
    if found is None:
        raise UnknownGrant("Cette personne ne tient pas ce rôle.", field="/grant_id")
    _end_mandates(member, RESTING_ON.get(found.role), motive)
    if found.role is Role.PLATFORM_ADMIN:
        for opening in member.openings:
            member.break_glass_closed(opening_id=opening.opening_id)
    for token in member.tokens:
        member.api_token_revoked(token_id=token.token_id, motive=motive)
    for client in member.clients:
        member.client_ended(issuer=client.issuer, client_id=client.client_id, motive=motive)
    member.role_revoked(grant_id=grant_id, motive=motive)


def remove(member: Member, *, motive: str, by: UUID) -> None:
    present(member)
    another(member, by)
    member.member_removed(person_id=member.person_id, motive=motive)


def present(member: Member) -> None:
    if member.status is MemberStatus.REMOVED:
        raise MemberGone("Cette personne a été retirée : invitez-la de nouveau.")


def another(member: Member, by: UUID) -> None:
    if member.person_id == by:
        raise OwnRights("Personne ne change ses propres droits.")


def _apart(given: Collection[Role], held: Collection[Role]) -> None:
    new, every = set(given), {*given, *held}
    if (new & SIGNING and every & ADMINISTERING) or (new & ADMINISTERING and every & SIGNING):
        raise IncompatibleRoles(
            "Administrer les comptes et signer ne vont pas à la même personne, fût-ce dans deux "
            "départements.",
            field="/role",
        )


def _end_mandates(member: Member, kind: MandateKind | None, motive: str) -> None:
    for mandate in member.mandates:
        if mandate.kind is not kind:
            continue
        if kind is MandateKind.AUDIT:
            member.audit_mandate_revoked(mandate_id=mandate.mandate_id, motive=motive)
        else:
            member.mandate_revoked(mandate_id=mandate.mandate_id, reason=motive)


def _possible(tenant: str, kind: MemberKind, role: Role, organization_id: UUID | None) -> None:
    """Roles of the platform are held there alone; a role of a side acts for an organization."""
    if (role in OF_PLATFORM) != (tenant == PLATFORM):
        raise InvalidRole("Ce rôle ne se tient pas ici.", field="/role")
    if (role in MACHINES) != (kind is MemberKind.MACHINE):
        raise InvalidRole(
            "Ce rôle n’est pas celui d’une personne, ou d’une machine.", field="/role"
        )
    sided = SIDES[role] in WITH_ORGANIZATION and tenant != PLATFORM
    if sided and organization_id is None:
        raise InvalidRole("Ce rôle se tient pour un organisme.", field="/organization_id")
    if not sided and organization_id is not None:
        raise InvalidRole("Ce rôle ne se tient pour aucun organisme.", field="/organization_id")
