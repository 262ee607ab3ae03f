"""Invite people, give and take roles, remove them; who belongs here."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from marshmallow import Schema

from infra.access import elsewhere, inviting, signing_out
from infra.web.asked.paging import Paging
from infra.web.commands import Tells, nothing_more
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.reads import Read
from infra.web.routes import get, post
from infra.web.schemas import access as schemas
from infra.web.schemas.asked.reads import Page
from infra.web.schemas.common import ReceiptSchema
from infra.web.schemas.conventions import EmptyBody, MotiveBody
from projections.queries.members import MEMBERS_LIST
from services.access import commands, members
from services.ask import Ask
from services.pactes import Pactes, Receipt

MEMBER = "/members/<uuid:person_id>"
LISTED = Read(query=MEMBERS_LIST, items=True, paging=Paging("person_id", "after", UUID))


def invite_member(_pactes: Pactes, ask: Ask, command: commands.InviteMember) -> Receipt:
    """Whoever is invited is one of the persons of the tenant."""
    return inviting.by_mail(wiring(), ask, command)


def grant_role(_pactes: Pactes, ask: Ask, command: commands.GrantRole) -> Receipt:
    """What the person holds in other logs counts."""
    return elsewhere.grant_role(wiring(), ask, command)


def remove_member(_pactes: Pactes, ask: Ask, command: commands.RemoveMember) -> Receipt:
    return signing_out.remove_member(wiring(), ask, command)


def end_sessions(_pactes: Pactes, ask: Ask, command: commands.EndSessions) -> Receipt:
    return signing_out.end_sessions(wiring(), ask, command)


@dataclass(frozen=True, slots=True)
class Inviting:
    """How people are invited, and what the answer tells besides the receipt."""

    invite_member: Callable[[Pactes, Ask, commands.InviteMember], Receipt]
    renew_invitation: Callable[[Pactes, Ask, commands.RenewInvitation], Receipt]
    shows: type[Schema] = ReceiptSchema
    tells: Tells = nothing_more


BY_MAIL = Inviting(invite_member, members.renew_invitation)


def membership(family: Family, inviting: Inviting = BY_MAIL) -> None:
    """The same in a tenant and above: the roles differ, who gives them, and how the link goes."""
    post(
        family,
        "/members",
        "Inviter une personne, avec un premier rôle",
        body=schemas.InvitationBody,
        command=commands.InviteMember,
        service=inviting.invite_member,
        creates=True,
        conditional=False,
        adds=True,
        shows=inviting.shows,
        tells=inviting.tells,
    )
    post(
        family,
        f"{MEMBER}/invitations",
        "Faire un nouveau lien pour une personne encore attendue, à la place des précédents",
        body=EmptyBody,
        command=commands.RenewInvitation,
        service=inviting.renew_invitation,
        creates=True,
        shows=inviting.shows,
        tells=inviting.tells,
    )
    get(
        family,
        "/members",
        "Les membres et ce que chacun tient",
        read=LISTED,
        parameters=Page,
        shows=schemas.MemberSchema,
    )
    _rights_of_one(family)


def _rights_of_one(family: Family) -> None:
    post(
        family,
        f"{MEMBER}/roles",
        "Donner un rôle",
        body=schemas.RoleBody,
        command=commands.GrantRole,
        service=grant_role,
        creates=True,
    )
    post(
        family,
        f"{MEMBER}/role-revocations",
        "Retirer un rôle, et ce qui en dépend",
        body=schemas.RoleRevocationBody,
        command=commands.RevokeRole,
        service=members.revoke_role,
    )
    post(
        family,
        f"{MEMBER}/removal",
        "Retirer une personne ou une machine, avec tous ses droits",
        body=MotiveBody,
        command=commands.RemoveMember,
        service=remove_member,
    )
    post(
        family,
        f"{MEMBER}/session-endings",
        "Clore toutes les sessions d’une personne, qui doit s’identifier de nouveau",
        body=MotiveBody,
        command=commands.EndSessions,
        service=end_sessions,
    )


family = Family("members", description="Les membres d’un département et leurs rôles.")
membership(family)
