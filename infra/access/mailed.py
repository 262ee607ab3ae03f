"""Who may come in by a code sent to their address: partners alone, where their tenant opened it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.access.member import Member
from domain.errors import NotFound
from domain.platform.tenant import Tenant
from domain.registry.organization import Organization
from infra.access.accepting import InvitationGone, invitation, named_by
from infra.access.admission import member_of, tenant_of
from infra.access.doors import guest_sub
from infra.sso.identity import Identity
from infra.sso.mailed.identity import issuer_of, tenant_of_issuer
from infra.sso.mailed.letters import Addressed
from infra.store.connections.names import roles_of, schema_of
from infra.store.persons import logins, people
from infra.wiring import Wiring
from services.access.callers import OPEN, partner_alone


class LinkGone(NotFound):
    """Unknown, used, past, or of somebody whom it would not let in any more."""

    code = "link-gone"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody of a tenant whom a code would let in, and under which `sub`."""

    sub: str
    name: str
    to: Addressed


def of_invitation(wiring: Wiring, given: str, now: datetime) -> Recipient | None:
    """By what the link left with the browser. To accept takes another form."""
    tenant, token = named_by(given)
    try:
        member = invitation(wiring, tenant, token, now).member
    except InvitationGone:
        return None
    if not _open(tenant_of(wiring, tenant)) or not partner_alone(member):
        return None
    return _recipient(wiring, tenant, member, guest_sub(member))


def of_login(wiring: Wiring, tenant: str, person_id: UUID) -> Recipient | None:
    """Who came in so before, and still may."""
    if not _open(tenant_of(wiring, tenant)):
        return None
    member = member_of(wiring, tenant, person_id)
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        known = logins.of_person(connection, schema_of(tenant), person_id)
    subs = [sub for issuer, sub in known if issuer == issuer_of(tenant)]
    if member is None or not subs or not partner_alone(member):
        return None
    return _recipient(wiring, tenant, member, subs[0])


def of_identity(wiring: Wiring, identity: Identity) -> Recipient | None:
    """Who is signed in so, to be asked for another code."""
    tenant = tenant_of_issuer(identity.issuer)
    if not identity.by_mail or not _open(tenant_of(wiring, tenant)):
        return None
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        known = logins.person_of(connection, schema_of(tenant), identity.issuer, identity.sub)
    found = of_login(wiring, tenant, known) if known else None
    return found if found and found.sub == identity.sub else None


def of_address(wiring: Wiring, tenant: str, address: str) -> Iterator[Recipient]:
    """Several may share one: each is written to."""
    if not _open(tenant_of(wiring, tenant)):
        return
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        known = people.by_address(connection, schema_of(tenant), address)
    for person in known:
        if found := of_login(wiring, tenant, person.person_id):
            yield found


def _open(tenant: Tenant | None) -> bool:
    return tenant is not None and tenant.mail_sign_in and tenant.status in OPEN


def _recipient(wiring: Wiring, tenant: str, member: Member, sub: str) -> Recipient | None:
    person = wiring.people(tenant).many([member.person_id]).get(member.person_id)
    if person is None or not person.email:
        return None
    of = member.grants[0].organization_id
    organization = wiring.pactes(tenant).load(Organization, of).legal_name if of else None
    to = Addressed(
        tenant=tenant,
        person_id=member.person_id,
        address=person.email,
        organization=organization,
    )
    return Recipient(sub, person.display_name, to)
