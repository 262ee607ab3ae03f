"""From an identity, a token or a chosen space to a caller: by what the log says now."""

from datetime import datetime
from uuid import UUID

from domain.access.held import MemberStatus
from domain.access.member import Member, member_id
from domain.errors import NotFound
from domain.platform.tenant import Tenant, tenant_id
from domain.roles import Role
from domain.sso.provider import provider_id
from infra.access.doors import leads, suits
from infra.clock import day_of
from infra.sso.identity import Identity
from infra.sso.sessions import Session
from infra.store.connections.names import PLATFORM, roles_of, schema_of
from infra.store.following.heads import tenants
from infra.store.persons import logins
from infra.store.recording.streams import of_login, together
from infra.wiring import Wiring
from services.access.callers import Space, across, caller_of, inside, space_of, spaces
from services.ask import Caller


def spaces_of(wiring: Wiring, identity: Identity, now: datetime) -> list[Space]:
    """All that is open to this identity today, tenant by tenant; a closed door shows none."""
    provider = None if identity.by_mail else wiring.door.provider(identity.provider)
    found: list[Space] = []
    for tenant, person_id in logins.everywhere(wiring.pool, identity.issuer, identity.sub):
        member = member_of(wiring, tenant, person_id)
        # The platform is no tenant that somebody declared.
        state = None if tenant == PLATFORM else tenant_of(wiring, tenant)
        led = leads(identity, provider, state, tenant) and (state or tenant == PLATFORM)
        if led and member and suits(identity, member):
            found += spaces(tenant, member, day_of(now))
    return sorted(found, key=lambda space: (space.tenant, space.role))


def caller_in(wiring: Wiring, session: Session, now: datetime) -> Caller | None:
    """The person of this session in the space that they chose, if all of it still holds.

    Two round trips, whatever is asked: to the platform's log, then to the tenant's.
    """
    tenant, person_id, chosen = session.tenant, session.person_id, session.grant_id
    if tenant is None or person_id is None or chosen is None:
        return None
    open_still, state = _above(wiring, session.identity, tenant)
    if not open_still:
        return None
    member = _known(wiring, session.identity, tenant, person_id)
    space = space_of(tenant, member, chosen, day_of(now)) if member else None
    if space is None or member is None or not suits(session.identity, member):
        return None
    caller = caller_of(
        space,
        auth_method=session.identity.auth_method,
        authenticated_at=session.authenticated_at,
    )
    if tenant == PLATFORM:
        return caller
    return inside(caller, state) if state else None


def _above(wiring: Wiring, identity: Identity, tenant: str) -> tuple[bool, Tenant | None]:
    """Whether they may come into the tenant that way, and the tenant; the platform is none."""
    asked = provider_id(identity.provider), tenant_id(tenant)
    provider, state = map(together(wiring.pool, PLATFORM, asked).get, asked)
    return leads(identity, provider, state, tenant), state


def _known(wiring: Wiring, identity: Identity, tenant: str, person_id: UUID) -> Member | None:
    """None: that identity is this person's no more, or the person was removed."""
    login = identity.issuer, identity.sub, person_id
    member: Member | None = of_login(wiring.pool, tenant, member_id(tenant, person_id), login)
    return member if member and member.status is MemberStatus.ACTIVE else None


def at_home(wiring: Wiring, caller: Caller) -> Caller | None:
    """In the own tenant, as far as that is open."""
    if caller.tenant == PLATFORM:
        return caller
    tenant = tenant_of(wiring, caller.tenant)
    return inside(caller, tenant) if tenant else None


def looking_into(wiring: Wiring, caller: Caller, code: str, now: datetime) -> Caller | None:
    """From above into that tenant; None: it does not exist for them."""
    if caller.home != PLATFORM:
        return None
    member = member_of(wiring, PLATFORM, caller.person_id)
    tenant = tenant_of(wiring, code)
    return across(caller, member, tenant, now) if member and tenant else None


def tenants_in_sight(wiring: Wiring, caller: Caller) -> list[str] | None:
    """The tenants that somebody of the State's centre may see side by side; None: all of them."""
    if caller.role == Role.NATIONAL_VIEWER:
        return None
    member = member_of(wiring, PLATFORM, caller.person_id)
    mandates = member.mandates if member else ()
    regions = {one.region_code for one in mandates if one.mandate_id == caller.grant_id}
    found = [tenant_of(wiring, code) for code in tenants(wiring.pool)]
    return [tenant.code for tenant in found if tenant and tenant.region_code in regions]


def person_of(wiring: Wiring, tenant: str, issuer: str, sub: str) -> UUID | None:
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        return logins.person_of(connection, schema_of(tenant), issuer, sub)


def member_of(wiring: Wiring, tenant: str, person_id: UUID) -> Member | None:
    """None: nobody was ever invited there under that identity, or was removed."""
    try:
        member = wiring.pactes(tenant).load_short(Member, member_id(tenant, person_id))
    except NotFound:
        return None
    return member if member.status is MemberStatus.ACTIVE else None


def tenant_of(wiring: Wiring, code: str) -> Tenant | None:
    try:
        return wiring.platform().load_short(Tenant, tenant_id(code))
    except NotFound:
        return None
