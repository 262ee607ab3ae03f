"""Invite people, give and take roles, remove them; who belongs here."""

from uuid import UUID

from infra.web.auth import caller
from infra.web.context import wiring
from infra.web.openapi import Family
from infra.web.paging import Paging
from infra.web.reads import Read
from infra.web.routes import get, post
from infra.web.schemas import access as schemas
from infra.web.schemas.asked import Page
from infra.web.schemas.conventions import MotiveBody
from projections.queries.members import MEMBERS_LIST
from services.access import commands, members
from services.ask import Ask
from services.pactes import Pactes, Receipt

MEMBER = "/members/<uuid:person_id>"
LISTED = Read(query=MEMBERS_LIST, items=True, paging=Paging("person_id", "after", UUID))


def invite_member(pactes: Pactes, ask: Ask, command: commands.InviteMember) -> Receipt:
    """Whoever is invited is one of the persons of the tenant."""
    return members.invite_member(pactes, wiring().people(caller().tenant), ask, command)


def membership(family: Family) -> None:
    """The same in a tenant and above: the roles differ, and who may give them."""
    post(
        family,
        "/members",
        "Inviter une personne, avec un premier rôle",
        body=schemas.InvitationBody,
        command=commands.InviteMember,
        service=invite_member,
        creates=True,
        conditional=False,
        adds=True,
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
        service=members.grant_role,
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
        service=members.remove_member,
    )


family = Family("members", description="Les membres d’un département et leurs rôles.")
membership(family)
