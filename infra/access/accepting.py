"""An invitation accepted: the link used up, the login bound, the event recorded, all at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.access.held import MemberStatus
from domain.access.member import Member, member_id
from domain.convention.signature import Side
from domain.errors import NotFound, RuleBroken
from domain.platform.tenant import TenantStatus
from domain.registry.offices import side_of
from domain.registry.organization import Organization
from infra.access.admission import tenant_of
from infra.access.doors import expected, leads
from infra.access.elsewhere import held_elsewhere
from infra.sso.identity import Identity
from infra.store.connections.names import PLATFORM, roles_of, schema_of
from infra.store.persons import invitations, logins
from infra.store.recording.recorder import joined
from infra.wiring import Wiring
from services.access.callers import invited
from services.access.members import accept_invitation
from services.ask import Ask, Caller
from services.pactes import Receipt

LONGEST = 200
GONE = "Ce lien n’est pas, ou n’est plus, valable : demandez une nouvelle invitation."


class InvitationGone(NotFound):
    """Unknown, used, past, of before another invitation, or of somebody who holds nothing."""

    code = "invitation-gone"


class IdentityTaken(RuleBroken):
    """That identity is another person of this tenant already."""

    code = "identity-taken"


class ProviderNotServing(RuleBroken):
    """Whoever it recognises belongs elsewhere, or it is used no more."""

    code = "provider-not-serving"


class OrganizationDiffers(RuleBroken):
    """A SIRET never lets anybody in, but another one than expected keeps them out."""

    code = "organization-differs"


@dataclass(frozen=True, slots=True)
class Invitation:
    tenant: str
    member: Member
    organizations: tuple[Organization, ...]


def named_by(given: str) -> tuple[str, str]:
    """Tenant and token, as a link left them with the browser; both empty: nothing usable."""
    tenant, _, token = given.partition(".")
    return (tenant, token) if token and len(given) <= LONGEST else ("", "")


def invitation(wiring: Wiring, tenant: str, token: str, now: datetime) -> Invitation:
    """Raises InvitationGone. Nothing is used up by looking."""
    if not token:
        raise InvitationGone(GONE)
    found = None if tenant == PLATFORM else tenant_of(wiring, tenant)
    if tenant != PLATFORM and (found is None or found.status is not TenantStatus.ACTIVE):
        raise InvitationGone(GONE)
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        guest = invitations.look(connection, schema_of(tenant), token, now)
    if guest is None:
        raise InvitationGone(GONE)
    pactes = wiring.pactes(tenant)
    try:
        member = pactes.load(Member, member_id(tenant, guest.person_id))
    except NotFound as error:
        raise InvitationGone(GONE) from error
    if member.status is not MemberStatus.INVITED or guest != guest_of(member):
        raise InvitationGone(GONE)
    if not member.grants:
        raise InvitationGone(GONE)
    ids = dict.fromkeys(each.organization_id for each in member.grants if each.organization_id)
    organizations = tuple(pactes.load(Organization, each) for each in ids)
    return Invitation(tenant, member, organizations)


def accept(
    wiring: Wiring, found: Invitation, token: str, identity: Identity, ask: Callable[[Caller], Ask]
) -> Receipt:
    """Nobody administers in one log and signs in another.

    Raises ProviderNotServing, OrganizationDiffers, InvitationGone, IdentityTaken, Stale,
    IncompatibleRoles.
    """
    _recognised(wiring, found, identity)
    for each in found.organizations:
        _same_organization(each, identity)
    tenant, guest = found.tenant, guest_of(found.member)
    schema = schema_of(tenant)
    login = identity.issuer, identity.sub
    asking = ask(invited(tenant, found.member, identity.auth_method, identity.auth_time))
    # The link was for the invitation that was seen.
    asking = replace(asking, expected_version=found.member.version)
    with (
        wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection,
        connection.transaction(),
        joined(connection),
    ):
        elsewhere = held_elsewhere(wiring, connection, tenant, [login])
        if invitations.consume(connection, schema, token, asking.now) != guest:
            raise InvitationGone(GONE)
        if not logins.come_in(connection, schema, *login, guest.person_id):
            raise IdentityTaken(
                "Vous êtes déjà connu ici : demandez un rôle de plus au lieu d’une invitation."
            )
        receipt = accept_invitation(wiring.pactes(tenant), asking, elsewhere)
    wiring.wake(tenant)
    return receipt


def guest_of(member: Member) -> invitations.Guest:
    return invitations.Guest(member.person_id, member.invitation_id)


def _recognised(wiring: Wiring, found: Invitation, identity: Identity) -> None:
    """As `spaces_of` asks it: nobody uses up a link that would open no space to them.

    Above, where all tenants can be reached from, only by those that serve everybody.
    """
    provider = None if identity.by_mail else wiring.door.provider(identity.provider)
    state = None if found.tenant == PLATFORM else tenant_of(wiring, found.tenant)
    if not (leads(identity, provider, state, found.tenant) and expected(identity, found.member)):
        raise ProviderNotServing(
            "Ce service d’identité n’ouvre pas cet espace : identifiez-vous par un autre, puis "
            "ouvrez de nouveau votre lien, qui reste valable."
        )


def _same_organization(organization: Organization, identity: Identity) -> None:
    """Préfectures share theirs, or have none that says which: only the others are compared."""
    if side_of(organization.kind) is Side.STATE:
        return
    seen, expected = identity.claims.siret, organization.siret
    if seen and expected and seen != expected:
        raise OrganizationDiffers(
            f"Vous êtes identifié pour l’organisme {seen}, et l’invitation est pour "
            f"{organization.legal_name} ({expected}) : demandez-la pour votre organisme."
        )
