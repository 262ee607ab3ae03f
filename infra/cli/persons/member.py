"""`pacte member`: invite somebody, give a role, take it back."""

from uuid import UUID

import click

from domain.access.held import Grant
from domain.access.member import Member
from domain.roles import MACHINES, OF_PLATFORM, Role
from infra.access.elsewhere import grant_role
from infra.access.inviting import Invited, Post, invite
from infra.cli.persons.acting import Refused, acting, tell
from infra.cli.persons.persons import member
from infra.cli.tenants.tenant_code import TenantCode, declared
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.tenants.operating import operator
from infra.typography import french
from projections.trail.accesses import ROLES
from services.access import commands, members
from services.people import CreatePerson
from workers.notify import paths

HERE = [role.value for role in Role if role not in MACHINES]
ONLY_THE_FIRST = (
    "Dans un département, l’exploitation ne donne ni ne retire que l’administration des comptes "
    "(--role tenant_admin) : invitez cette personne, elle invitera les autres dans Pacte."
)
POSSIBLE = (
    f"Sur la plateforme : {', '.join(sorted(OF_PLATFORM))}. Dans un département : tenant_admin."
)
REMEDIES = {
    "forbidden": ONLY_THE_FIRST,
    "invalid-role": POSSIBLE,
    "not-found": "Vérifiez --organization.",
}
CODE = click.argument("code", type=TenantCode(platform=True))
ROLE = click.option("--role", type=click.Choice(HERE), required=True, help="Le rôle.")
ORGANIZATION = click.option(
    "--organization", type=click.UUID, metavar="UUID", help="L’organisme pour lequel il est tenu."
)
OFFICE = click.option("--office", metavar="CODE", help="La fonction publique : prefet, president…")
JSON = click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")


@click.group
def command() -> None:
    """Invite des membres, leur donne et leur retire des rôles."""


@command.command("invite")
@CODE
@click.option("--name", required=True, metavar="NOM", help="Prénom et nom.")
@click.option("--email", required=True, metavar="ADRESSE", help="Où lui écrire.")
@ROLE
@ORGANIZATION
@OFFICE
@JSON
def invite_(
    code: str,
    *,
    name: str,
    email: str,
    role: str,
    organization: UUID | None,
    office: str | None,
    as_json: bool,
) -> None:
    """Invite une personne dans CODE (ou platform)\u202f; écrit une fois son lien personnel.

    Pour quelqu’un qui est déjà attendu dans ce rôle, un nouveau lien est fait.
    """
    with acting(REMEDIES) as wiring:
        declared(wiring, code)
        ask = operator(wiring, code, "pacte member invite")
        post = Post(role=Role(role), organization_id=organization, office=office)
        invited = invite(wiring, ask, CreatePerson(display_name=name, email=email), post)
        settings = wiring.settings
    link = paths.under(settings.url, paths.invitation(code, invited.token))
    found = {
        "tenant": code,
        "person_id": invited.person_id,
        "role": role,
        "invited": not invited.again,
        "link": link,
        "expires_at": invited.expires_at.isoformat(),
    }
    tell(_told(code, name, invited, settings), found, as_json=as_json)
    if not as_json:
        click.echo(link)


@command.command("grant")
@CODE
@click.argument("person", metavar="PERSONNE")
@ROLE
@ORGANIZATION
@OFFICE
@JSON
def grant(
    code: str,
    person: str,
    role: str,
    organization: UUID | None,
    office: str | None,
    *,
    as_json: bool,
) -> None:
    """Donne à PERSONNE (identifiant ou adresse) un rôle de plus dans CODE."""
    with acting(REMEDIES) as wiring:
        declared(wiring, code)
        ask = operator(wiring, code, "pacte member grant")
        person_id = member(wiring, code, person).person_id
        grant_role(
            wiring,
            ask,
            commands.GrantRole(
                person_id=person_id,
                role=Role(role),
                organization_id=organization,
                office=office,
            ),
        )
        wiring.wake(code)
    found = {"tenant": code, "person_id": person_id, "role": role, "granted": True}
    tell(f"Rôle donné : {ROLES[Role(role)]}.", found, as_json=as_json)


@command.command("revoke")
@CODE
@click.argument("person", metavar="PERSONNE")
@ROLE
@ORGANIZATION
@click.option("--reason", required=True, metavar="TEXTE", help="Pourquoi.")
@JSON
def revoke(
    code: str, person: str, role: str, organization: UUID | None, reason: str, *, as_json: bool
) -> None:
    """Retire à PERSONNE (identifiant ou adresse) un rôle dans CODE, dès sa prochaine action."""
    with acting(REMEDIES) as wiring:
        declared(wiring, code)
        ask = operator(wiring, code, "pacte member revoke")
        who = member(wiring, code, person)
        grant_id = _held(who, Role(role), organization).grant_id
        members.revoke_role(
            wiring.pactes(code),
            ask,
            commands.RevokeRole(person_id=who.person_id, grant_id=grant_id, motive=reason),
        )
        wiring.wake(code)
    found = {"tenant": code, "person_id": who.person_id, "role": role, "revoked": True}
    tell(f"Rôle retiré : {ROLES[Role(role)]}.", found, as_json=as_json)


def _held(who: Member, role: Role, organization_id: UUID | None) -> Grant:
    """Raises Refused with what the person does hold."""
    for each in who.grants:
        if (each.role, each.organization_id) == (role, organization_id):
            return each
    held = ", ".join(
        f"{each.role.value} --organization {each.organization_id}"
        if each.organization_id
        else each.role.value
        for each in who.grants
    )
    raise Refused(french(f"Cette personne ne tient pas ce rôle. Ses rôles : {held or 'aucun'}."))


def _told(code: str, name: str, invited: Invited, settings: Settings) -> str:
    where = "sur la plateforme" if code == PLATFORM else f"dans {code}"
    done = "était déjà attendue : voici un nouveau lien" if invited.again else "est invitée"
    lines = [f"{name} {done}, {where} (personne {invited.person_id})."]
    if code != PLATFORM and not invited.again:
        lines.append("Un lien du même genre lui est aussi envoyé par courriel.")
    if not settings.public_url:
        lines.append("PACTE_PUBLIC_URL n’est pas indiquée : ce lien ne mène qu’à cette machine.")
    lines.append(
        "Ce lien est personnel, sert une fois et vaut 72 heures ; il ne sera plus montré :"
    )
    return "\n".join(lines)
