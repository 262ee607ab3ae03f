"""The people of the platform, their mandates, and break-glass."""

from dataclasses import replace
from uuid import UUID

from flask import g

from infra.access.inviting import with_link
from infra.typography import french
from infra.web.api.access.members import MEMBER, Inviting, membership
from infra.web.callers.traces import traced
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.routes import post
from infra.web.schemas import access as schemas
from services.access import commands, mandates, members
from services.ask import Ask
from services.pactes import Pactes, Receipt

SHOWN = "Transmettez ce lien à la personne : il ne sera plus jamais montré."
SHOWN_BEFORE = (
    "Cette demande a déjà été faite et son lien montré, cette fois-là seulement. S’il est perdu, "
    "demandez-en un autre avec une autre clé (…/members/{person_id}/invitations)."
)

family = Family(
    "platform_members",
    description="Les personnes de la plateforme, leurs mandats, l’accès d’urgence.",
    above=True,
)


def invite_member(_pactes: Pactes, ask: Ask, command: commands.InviteMember) -> Receipt:
    """Nobody above is written to: the link is in the answer."""
    known = wiring().people(ask.caller.tenant)
    receipt, g.invitation_link = with_link(
        wiring(), ask, lambda pactes: members.invite_member(pactes, known, ask, command)
    )
    return receipt


def renew_invitation(_pactes: Pactes, ask: Ask, command: commands.RenewInvitation) -> Receipt:
    receipt, g.invitation_link = with_link(
        wiring(), ask, lambda pactes: members.renew_invitation(pactes, ask, command)
    )
    return receipt


def shown_once(_receipt: Receipt) -> dict[str, str | None]:
    link = g.pop("invitation_link", None)
    return {"link": link, "notice": french(SHOWN if link else SHOWN_BEFORE)}


membership(family, Inviting(invite_member, renew_invitation, schemas.LinkSchema, shown_once))


def open_break_glass(pactes: Pactes, ask: Ask, command: commands.OpenBreakGlass) -> Receipt:
    """A row of the tenant’s access log, whether anything is read then or not."""

    def tell(tenant: str, opening_id: UUID) -> None:
        traced(replace(ask.caller, opening_id=opening_id), "open_break_glass", [tenant])

    return mandates.open_break_glass(pactes, ask, command, tell)


post(
    family,
    f"{MEMBER}/regional-mandates",
    "Donner un mandat sur une région",
    body=schemas.RegionalMandateBody,
    command=commands.GrantRegionalMandate,
    service=mandates.grant_regional_mandate,
    creates=True,
)
post(
    family,
    f"{MEMBER}/national-mandates",
    "Donner un mandat national",
    body=schemas.SpanBody,
    command=commands.GrantNationalMandate,
    service=mandates.grant_national_mandate,
    creates=True,
)
post(
    family,
    f"{MEMBER}/mandate-revocations",
    "Retirer un mandat",
    body=schemas.MandateRevocationBody,
    command=commands.RevokeMandate,
    service=mandates.revoke_mandate,
)
post(
    family,
    "/break-glass",
    "Ouvrir pour soi un accès d’urgence à un département, huit heures au plus",
    body=schemas.BreakGlassBody,
    command=commands.OpenBreakGlass,
    service=open_break_glass,
    creates=True,
    conditional=False,
    adds=True,
)
post(
    family,
    "/break-glass-closings",
    "Fermer son accès d’urgence",
    body=schemas.BreakGlassClosingBody,
    command=commands.CloseBreakGlass,
    service=mandates.close_break_glass,
    conditional=False,
)
