"""What must hold when somebody is let to look: auditors, the State's centre, break-glass."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from domain import text
from domain.access.errors import InvalidMandate, UnknownMandate
from domain.access.held import Mandate, MandateKind
from domain.access.member import Member
from domain.access.membership import another, present
from domain.cog import REGIONS
from domain.dates import last_day
from domain.roles import Role

LONGEST_AUDIT_MONTHS = 24
LONGEST_OPENING = timedelta(hours=8)


def grant_audit(
    member: Member,
    *,
    mandate_id: UUID,
    auditor_body: str,
    convention_ids: Sequence[UUID],
    since: date,
    until: date,
    legal_basis: str,
    by: UUID,
) -> None:
    """At most 24 months, the first and the last day included (rule 25)."""
    _may_hold(member, Role.AUDITOR, by)
    _span(since, until)
    if until > last_day(since, LONGEST_AUDIT_MONTHS):
        raise InvalidMandate("Un mandat d’audit dure au plus 24 mois.", field="/until")
    member.audit_mandate_granted(
        mandate_id=mandate_id,
        auditor_body=text.title(auditor_body, "/auditor_body"),
        convention_ids=tuple(dict.fromkeys(convention_ids)),
        since=since,
        until=until,
        legal_basis=text.title(legal_basis, "/legal_basis"),
    )


def revoke_audit(member: Member, *, mandate_id: UUID, motive: str) -> None:
    _held(member, mandate_id, MandateKind.AUDIT)
    member.audit_mandate_revoked(mandate_id=mandate_id, motive=motive)


def grant_regional(
    member: Member, *, mandate_id: UUID, region_code: str, since: date, until: date, by: UUID
) -> None:
    _may_hold(member, Role.COMMISSIONER, by)
    _span(since, until)
    if region_code not in REGIONS:
        raise InvalidMandate("Ce code de région n’existe pas.", field="/region_code")
    member.regional_mandate_granted(
        mandate_id=mandate_id,
        person_id=member.person_id,
        region_code=region_code,
        since=since,
        until=until,
    )


def grant_national(member: Member, *, mandate_id: UUID, since: date, until: date, by: UUID) -> None:
    _may_hold(member, Role.NATIONAL_VIEWER, by)
    _span(since, until)
    member.national_mandate_granted(
        mandate_id=mandate_id, person_id=member.person_id, since=since, until=until
    )


def revoke(member: Member, *, mandate_id: UUID, reason: str) -> None:
    _held(member, mandate_id, MandateKind.REGIONAL, MandateKind.NATIONAL)
    member.mandate_revoked(mandate_id=mandate_id, reason=reason)


def open_glass(
    member: Member, *, opening_id: UUID, tenant: str, reason: str, now: datetime, until: datetime
) -> None:
    """By the hoster for themselves, in the open: at most eight hours."""
    present(member)
    if not any(each.role is Role.PLATFORM_ADMIN for each in member.grants):
        raise InvalidMandate("Seule l’exploitation ouvre un accès d’urgence.")
    if not now < until <= now + LONGEST_OPENING:
        raise InvalidMandate("Un accès d’urgence dure au plus huit heures.", field="/until")
    member.break_glass_opened(opening_id=opening_id, tenant=tenant, reason=reason, until=until)


def close_glass(member: Member, *, opening_id: UUID) -> None:
    if not any(each.opening_id == opening_id for each in member.openings):
        raise UnknownMandate("Cet accès d’urgence n’est pas ouvert.", field="/opening_id")
    member.break_glass_closed(opening_id=opening_id)


def _may_hold(member: Member, role: Role, by: UUID) -> None:
    present(member)
    another(member, by)
    if not any(each.role is role for each in member.grants):
        raise InvalidMandate("Ce mandat demande d’abord le rôle qui lui répond.")


def _span(since: date, until: date) -> None:
    if until < since:
        raise InvalidMandate("Un mandat finit après avoir commencé.", field="/until")


def _held(member: Member, mandate_id: UUID, *kinds: MandateKind) -> Mandate:
    for each in member.mandates:
        if each.mandate_id == mandate_id and each.kind in kinds:
            return each
    raise UnknownMandate("Ce mandat n’existe pas, ou plus.", field="/mandate_id")
