"""Who is asking, in which space: from the stream of the member as it stands now, nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from domain.access.facts import Scope
from domain.access.held import Grant, Mandate, MandateKind, MemberStatus
from domain.access.member import Member
from domain.access.membership import RESTING_ON
from domain.platform.tenant import Tenant, TenantStatus
from domain.roles import MANDATED, SIDES, Role
from services.ask import Caller

OF_MANDATE = {kind: role for role, kind in RESTING_ON.items()}
OF_PARTNERS = (Role.PARTNER_AGENT, Role.PARTNER_SIGNATORY)
OPEN = (TenantStatus.ACTIVE, TenantStatus.SUSPENDED, TenantStatus.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """What one person may choose: a role held in a tenant. `grant_id`: of the role or mandate."""

    tenant: str
    person_id: UUID
    grant_id: UUID
    role: Role
    organization_id: UUID | None = None
    office: str | None = None
    mandate: Mandate | None = None


def spaces(tenant: str, member: Member, today: date) -> Iterator[Space]:
    """None before the invitation is accepted, or after removal; mandates only on their days."""
    if member.status is not MemberStatus.ACTIVE:
        return
    for grant in member.grants:
        if grant.role not in MANDATED:
            yield _space(tenant, member, grant)
    for mandate in member.mandates:
        role = _held(member, OF_MANDATE[mandate.kind])
        if role and mandate.since <= today <= mandate.until:
            named = replace(role, grant_id=mandate.mandate_id)
            yield replace(_space(tenant, member, named), mandate=mandate)


def space_of(tenant: str, member: Member, grant_id: UUID, today: date) -> Space | None:
    """The space that was chosen, if it is still open."""
    return next((one for one in spaces(tenant, member, today) if one.grant_id == grant_id), None)


def partner_alone(member: Member) -> bool:
    """Whether they hold, or are offered, roles of people of a partner and no other."""
    return bool(member.grants) and all(each.role in OF_PARTNERS for each in member.grants)


def caller_of(
    space: Space, *, auth_method: str, authenticated_at: datetime | None = None
) -> Caller:
    conventions = space.mandate.convention_ids if space.mandate else ()
    return Caller(
        tenant=space.tenant,
        person_id=space.person_id,
        role=space.role.value,
        side=SIDES[space.role],
        auth_method=auth_method,
        office=space.office,
        organization_id=space.organization_id,
        home=space.tenant,
        grant_id=space.grant_id,
        conventions=frozenset(conventions) if conventions else None,
        authenticated_at=authenticated_at,
    )


def invited(
    tenant: str, member: Member, auth_method: str, authenticated_at: datetime | None
) -> Caller:
    """Who accepts: in the role that they were invited to, which is not theirs yet."""
    space = _space(tenant, member, member.grants[0])
    return caller_of(space, auth_method=auth_method, authenticated_at=authenticated_at)


def machine_caller(
    tenant: str, member: Member, scopes: tuple[Scope, ...], auth_method: str
) -> Caller | None:
    """Machines hold one role."""
    if member.status is not MemberStatus.ACTIVE or not member.grants:
        return None
    caller = caller_of(_space(tenant, member, member.grants[0]), auth_method=auth_method)
    return replace(caller, scopes=frozenset(scopes))


def inside(caller: Caller, tenant: Tenant) -> Caller | None:
    """In the own tenant, as far as that is open: suspended or closed it is only read."""
    if tenant.status not in OPEN:
        return None
    return replace(caller, read_only=tenant.status is not TenantStatus.ACTIVE)


def across(caller: Caller, member: Member, tenant: Tenant, now: datetime) -> Caller | None:
    """The same person looking into that tenant from above; None: it does not exist for them."""
    if tenant.status not in OPEN:
        return None
    opening_id = _opening(caller, member, tenant, now)
    if opening_id is None and not _mandated(caller, member, tenant):
        return None
    return replace(caller, tenant=tenant.code, read_only=True, opening_id=opening_id)


def _opening(caller: Caller, member: Member, tenant: Tenant, now: datetime) -> UUID | None:
    """The newest of those that stand."""
    if caller.role != Role.PLATFORM_ADMIN:
        return None
    found = (o for o in reversed(member.openings) if o.tenant == tenant.code and now < o.until)
    return next((opening.opening_id for opening in found), None)


def _mandated(caller: Caller, member: Member, tenant: Tenant) -> bool:
    mandate = next((m for m in member.mandates if m.mandate_id == caller.grant_id), None)
    if mandate is None or caller.role == Role.PLATFORM_ADMIN:
        return False
    if mandate.kind is MandateKind.REGIONAL:
        return mandate.region_code == tenant.region_code
    return mandate.kind is MandateKind.NATIONAL


def _held(member: Member, role: Role) -> Grant | None:
    return next((each for each in member.grants if each.role is role), None)


def _space(tenant: str, member: Member, grant: Grant) -> Space:
    return Space(
        tenant=tenant,
        person_id=member.person_id,
        grant_id=grant.grant_id,
        role=grant.role,
        organization_id=grant.organization_id,
        office=grant.office,
    )
