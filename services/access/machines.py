"""Let machines in: a name, a role and an organization; a token or an OAuth client."""

from uuid import UUID, uuid5

from domain import text
from domain.access import membership, tokens
from domain.access.errors import InvalidRole
from domain.access.facts import MemberKind
from domain.access.member import Member
from domain.registry.offices import side_of
from domain.registry.organization import Organization
from domain.roles import SIDES
from services.access import commands
from services.access.members import found
from services.ask import Ask
from services.free_text import sealed
from services.pactes import Pactes, Receipt
from services.policy import admit, allow
from services.ports import People, Person
from services.target import Target


def register_machine(
    pactes: Pactes, people: People, ask: Ask, command: commands.RegisterMachine
) -> Receipt:
    """It stands beside the log first, under the identity that is minted; its name is the label."""
    allow(ask, "register_machine", Target(tenant=pactes.tenant, role=command.role))
    organization = pactes.load(Organization, command.organization_id)
    if side_of(organization.kind) != SIDES[command.role]:
        raise InvalidRole("Ce rôle n’est pas du côté de cet organisme.", field="/organization_id")
    person_id = ask.minted()
    machine = membership.invite(
        tenant=pactes.tenant,
        person_id=person_id,
        kind=MemberKind.MACHINE,
        grant_id=uuid5(person_id, command.role),
        role=command.role,
        organization_id=command.organization_id,
    )
    label = text.title(command.label, "/label")
    people.create(Person(person_id=person_id, display_name=label, kind=MemberKind.MACHINE))
    return pactes.record(ask, machine)


def register_client(pactes: Pactes, ask: Ask, command: commands.RegisterClient) -> Receipt:
    machine = _opened(pactes, ask, "register_client", command.person_id)
    tokens.register_client(
        machine,
        issuer=command.issuer,
        client_id=command.client_id,
        scopes=command.scopes,
        by=ask.caller.person_id,
    )
    return pactes.record(ask, machine)


def end_client(pactes: Pactes, ask: Ask, command: commands.EndClient) -> Receipt:
    """From the next request on; the login stays that machine's."""
    machine = _opened(pactes, ask, "end_client", command.person_id)
    motive = sealed(command.motive, "/motive")
    tokens.end_client(
        machine, issuer=command.issuer, client_id=command.client_id, motive=motive.seal
    )
    return pactes.record(ask, machine, texts=[motive])


def issue_api_token(
    pactes: Pactes, ask: Ask, command: commands.IssueApiToken, secret: str
) -> Receipt:
    """`secret` is shown once, by whoever made it; the log gets its SHA-256."""
    machine = _opened(pactes, ask, "issue_api_token", command.person_id)
    tokens.issue(
        machine,
        token_id=ask.minted(),
        secret=secret,
        scopes=command.scopes,
        today=ask.today,
        expires_on=command.expires_on,
        by=ask.caller.person_id,
    )
    return pactes.record(ask, machine)


def revoke_api_token(pactes: Pactes, ask: Ask, command: commands.RevokeApiToken) -> Receipt:
    machine = _opened(pactes, ask, "revoke_api_token", command.person_id)
    motive = sealed(command.motive, "/motive")
    tokens.revoke(machine, token_id=command.token_id, motive=motive.seal)
    return pactes.record(ask, machine, texts=[motive])


def _opened(pactes: Pactes, ask: Ask, name: str, person_id: UUID) -> Member:
    """The side is that of the role which the machine holds."""
    admit(ask.caller, name, pactes.tenant)
    member = found(pactes, person_id, ask)
    role = member.grants[0].role if member.grants else None
    allow(ask, name, Target(tenant=pactes.tenant, person_id=person_id, role=role))
    return member
