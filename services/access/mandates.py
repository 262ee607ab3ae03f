"""Let auditors look into a tenant, and the State's centre across tenants; break the glass."""

from collections.abc import Callable
from uuid import UUID

from domain.access import mandates as rules
from domain.convention.convention import Convention
from domain.departement import tenant_code
from domain.errors import NotFound
from domain.platform.tenant import Tenant, tenant_id
from services.access import commands
from services.access.callers import OPEN
from services.access.members import found
from services.ask import Ask
from services.free_text import sealed
from services.pactes import Pactes, Receipt
from services.policy import allow
from services.target import Target

# To that tenant, of that opening of break-glass.
Tell = Callable[[str, UUID], None]


def grant_audit_mandate(pactes: Pactes, ask: Ask, command: commands.GrantAuditMandate) -> Receipt:
    allow(ask, "grant_audit_mandate", Target(tenant=pactes.tenant))
    member = found(pactes, command.person_id, ask)
    for convention_id in command.convention_ids:
        pactes.load(Convention, convention_id)
    rules.grant_audit(
        member,
        mandate_id=ask.minted(),
        auditor_body=command.auditor_body,
        convention_ids=command.convention_ids,
        since=command.since,
        until=command.until,
        legal_basis=command.legal_basis,
        by=ask.caller.person_id,
    )
    return pactes.record(ask, member)


def revoke_audit_mandate(pactes: Pactes, ask: Ask, command: commands.RevokeAuditMandate) -> Receipt:
    allow(ask, "revoke_audit_mandate", Target(tenant=pactes.tenant))
    member = found(pactes, command.person_id, ask)
    motive = sealed(command.motive, "/motive")
    rules.revoke_audit(member, mandate_id=command.mandate_id, motive=motive.seal)
    return pactes.record(ask, member, texts=[motive])


def grant_regional_mandate(
    platform: Pactes, ask: Ask, command: commands.GrantRegionalMandate
) -> Receipt:
    allow(ask, "grant_regional_mandate", Target(tenant=platform.tenant))
    member = found(platform, command.person_id, ask)
    rules.grant_regional(
        member,
        mandate_id=ask.minted(),
        region_code=command.region_code,
        since=command.since,
        until=command.until,
        by=ask.caller.person_id,
    )
    return platform.record(ask, member)


def grant_national_mandate(
    platform: Pactes, ask: Ask, command: commands.GrantNationalMandate
) -> Receipt:
    allow(ask, "grant_national_mandate", Target(tenant=platform.tenant))
    member = found(platform, command.person_id, ask)
    rules.grant_national(
        member,
        mandate_id=ask.minted(),
        since=command.since,
        until=command.until,
        by=ask.caller.person_id,
    )
    return platform.record(ask, member)


def revoke_mandate(platform: Pactes, ask: Ask, command: commands.RevokeMandate) -> Receipt:
    allow(ask, "revoke_mandate", Target(tenant=platform.tenant))
    member = found(platform, command.person_id, ask)
    reason = sealed(command.reason, "/reason")
    rules.revoke(member, mandate_id=command.mandate_id, reason=reason.seal)
    return platform.record(ask, member, texts=[reason])


def open_break_glass(
    platform: Pactes, ask: Ask, command: commands.OpenBreakGlass, tell: Tell
) -> Receipt:
    """For oneself. The tenant is told of it before it is recorded; each look names the opening.

    Raises what `tell` raises, and then nothing is open.
    """
    allow(ask, "open_break_glass", Target(tenant=platform.tenant))
    code = tenant_code(command.tenant, "/tenant")
    if platform.load(Tenant, tenant_id(code)).status not in OPEN:
        raise NotFound("Ce département n’est pas encore ouvert.", field="/tenant")
    member, opening_id = found(platform, ask.caller.person_id), ask.minted()
    reason = sealed(command.reason, "/reason")
    rules.open_glass(
        member,
        opening_id=opening_id,
        tenant=code,
        reason=reason.seal,
        now=ask.now,
        until=command.until,
    )
    tell(code, opening_id)
    return platform.record(ask, member, texts=[reason])


def close_break_glass(platform: Pactes, ask: Ask, command: commands.CloseBreakGlass) -> Receipt:
    allow(ask, "close_break_glass", Target(tenant=platform.tenant))
    member = found(platform, ask.caller.person_id)
    rules.close_glass(member, opening_id=command.opening_id)
    return platform.record(ask, member)
