from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import mandates, membership
from domain.access.errors import InvalidMandate, MemberGone, OwnRights, UnknownMandate
from domain.access.held import Mandate, MandateKind, Opening
from domain.access.member import Member
from domain.dates import last_day
from domain.roles import Role
from domain.text import InvalidText
from tests.domain.access.given import ADMIN, SEAL, active, granted, invited, new_facts, removed
from tests.domain.access.given import said as names

SINCE, UNTIL = date(2026, 1, 1), date(2027, 12, 31)
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def audit(member: Member, **other: Any) -> UUID:
    given: dict[str, Any] = {
        "mandate_id": uuid4(),
        "auditor_body": "Chambre régionale des comptes",
        "convention_ids": (),
        "since": SINCE,
        "until": UNTIL,
        "legal_basis": "CJF, art. L. 211-3",
        "by": ADMIN,
    }
    given |= other
    mandates.grant_audit(member, **given)
    mandate_id: UUID = given["mandate_id"]
    return mandate_id


def regional(member: Member, **other: Any) -> UUID:
    given: dict[str, Any] = {
        "mandate_id": uuid4(),
        "region_code": "76",
        "since": SINCE,
        "until": UNTIL,
        "by": ADMIN,
    }
    given |= other
    mandates.grant_regional(member, **given)
    mandate_id: UUID = given["mandate_id"]
    return mandate_id


def national(member: Member, **other: Any) -> UUID:
    given: dict[str, Any] = {"mandate_id": uuid4(), "since": SINCE, "until": UNTIL, "by": ADMIN}
    given |= other
    mandates.grant_national(member, **given)
    mandate_id: UUID = given["mandate_id"]
    return mandate_id


GRANTS = [
    (Role.AUDITOR, audit, MandateKind.AUDIT),
    (Role.COMMISSIONER, regional, MandateKind.REGIONAL),
    (Role.NATIONAL_VIEWER, national, MandateKind.NATIONAL),
]


@pytest.mark.parametrize(("role", "grant", "kind"), GRANTS)
def test_a_mandate_answers_to_a_role(role: Role, grant: Any, kind: MandateKind) -> None:
    member = active(role)
    mandate_id = grant(member)
    region = "76" if kind is MandateKind.REGIONAL else None
    assert member.mandates == (Mandate(mandate_id, kind, SINCE, UNTIL, region),)
    other = active(Role.PLATFORM_ADMIN if role is not Role.AUDITOR else Role.TENANT_ADMIN)
    with pytest.raises(InvalidMandate):
        grant(other)
    assert new_facts(other) == []


@pytest.mark.parametrize(("role", "grant", "kind"), GRANTS)
def test_nobody_gives_themselves_a_mandate(role: Role, grant: Any, kind: MandateKind) -> None:
    member = active(role)
    with pytest.raises(OwnRights):
        grant(member, by=member.person_id)


@pytest.mark.parametrize(("role", "grant", "kind"), GRANTS)
def test_a_mandate_ends_no_sooner_than_it_begins(role: Role, grant: Any, kind: MandateKind) -> None:
    member = active(role)
    grant(member, since=SINCE, until=SINCE)
    with pytest.raises(InvalidMandate) as refused:
        grant(member, since=SINCE, until=SINCE - timedelta(days=1))
    assert refused.value.field == "/until"


@pytest.mark.parametrize(("role", "grant", "kind"), GRANTS)
def test_who_was_removed_is_given_no_mandate(role: Role, grant: Any, kind: MandateKind) -> None:
    with pytest.raises(MemberGone):
        grant(removed(role))


@pytest.mark.parametrize(("role", "grant", "kind"), GRANTS)
def test_a_mandate_is_revoked_once_and_by_its_own_command(
    role: Role, grant: Any, kind: MandateKind
) -> None:
    member = active(role)
    kept, gone = grant(member), grant(member)
    ways: list[tuple[Any, str]] = [(mandates.revoke_audit, "motive"), (mandates.revoke, "reason")]
    (own, word), (other, another) = ways if kind is MandateKind.AUDIT else reversed(ways)
    with pytest.raises(UnknownMandate):
        other(member, **{"mandate_id": gone, another: SEAL})
    own(member, **{"mandate_id": gone, word: SEAL})
    assert [each.mandate_id for each in member.mandates] == [kept]
    for mandate_id in (gone, uuid4()):
        with pytest.raises(UnknownMandate) as refused:
            own(member, **{"mandate_id": mandate_id, word: SEAL})
        assert refused.value.field == "/mandate_id"


@pytest.mark.parametrize(("role", "grant", "kind"), GRANTS)
def test_a_mandate_ends_with_the_role_and_does_not_come_back_with_it(
    role: Role, grant: Any, kind: MandateKind
) -> None:
    member = active(role)
    grant(member)
    grant(member)
    new_facts(member)
    membership.revoke(member, grant_id=member.grants[0].grant_id, motive=SEAL, by=ADMIN)
    ended = "AuditMandateRevoked" if kind is MandateKind.AUDIT else "MandateRevoked"
    assert names(member) == [ended, ended, "RoleRevoked"]
    granted(member, role)
    assert member.mandates == ()


def test_another_role_takes_no_mandate_along() -> None:
    member = active(Role.COMMISSIONER)
    national_role = granted(member, Role.NATIONAL_VIEWER)
    regional_mandate = regional(member)
    national(member)
    membership.revoke(member, grant_id=national_role, motive=SEAL, by=ADMIN)
    assert [each.mandate_id for each in member.mandates] == [regional_mandate]


def test_mandates_end_with_the_membership() -> None:
    member = active(Role.AUDITOR)
    audit(member)
    membership.remove(member, motive=SEAL, by=ADMIN)
    assert member.mandates == ()


@pytest.mark.parametrize(
    ("since", "last"),
    [
        (date(2026, 1, 1), date(2027, 12, 31)),
        (date(2026, 3, 15), date(2028, 3, 14)),
        (date(2026, 3, 1), date(2028, 2, 29)),
        (date(2027, 3, 1), date(2029, 2, 28)),
        (date(2024, 2, 29), date(2026, 2, 28)),
        (date(2026, 12, 31), date(2028, 12, 30)),
    ],
)
def test_a_mandate_of_audit_lasts_24_months_at_most(since: date, last: date) -> None:
    member = active(Role.AUDITOR)
    audit(member, since=since, until=last)
    with pytest.raises(InvalidMandate) as refused:
        audit(member, since=since, until=last + timedelta(days=1))
    assert refused.value.field == "/until"


@given(st.dates(), st.dates())
def test_no_mandate_of_audit_lasts_longer(since: date, until: date) -> None:
    """Said otherwise: the like of its first day, two years on, is never within it."""
    member = active(Role.AUDITOR)
    try:
        audit(member, since=since, until=until)
    except InvalidMandate:
        held = False
    else:
        held = True
    leap_day = (since.month, since.day) == (2, 29)
    first_out = (since.year + 2, 3, 1) if leap_day else (since.year + 2, since.month, since.day)
    assert held == (since <= until and (until.year, until.month, until.day) < first_out)


@given(st.dates(max_value=date(9800, 1, 1)), st.integers(1, 240))
def test_months_follow_one_another_without_gap(since: date, months: int) -> None:
    end = last_day(since, months)
    assert since < end
    whole = (end.year - since.year) * 12 + end.month - since.month
    assert whole in (months, months - 1)
    assert last_day(since, months - 1) < end if months > 1 else True
    assert end.day in (since.day - 1, end.day if (end + timedelta(days=1)).day == 1 else 0)


def test_nothing_ends_beyond_the_calendar() -> None:
    assert last_day(date(9999, 6, 1), 12) == date.max
    assert last_day(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert last_day(date(2026, 2, 1), 1) == date(2026, 2, 28)


def test_an_audit_names_its_conventions_once_each() -> None:
    first, second = uuid4(), uuid4()
    member = active(Role.AUDITOR)
    audit(member, convention_ids=(second, first, second))
    assert member.mandates[0].convention_ids == (second, first)


@pytest.mark.parametrize("field", ["auditor_body", "legal_basis"])
@pytest.mark.parametrize("words", ["", " ", "a\nb", "x" * 301])
def test_an_audit_says_for_whom_and_by_which_law(field: str, words: str) -> None:
    with pytest.raises(InvalidText) as refused:
        audit(active(Role.AUDITOR), **{field: words})
    assert refused.value.field == f"/{field}"


@pytest.mark.parametrize("code", ["77", "", "occitanie", "6", "076"])
def test_a_region_is_one_of_the_cog(code: str) -> None:
    with pytest.raises(InvalidMandate) as refused:
        regional(active(Role.COMMISSIONER), region_code=code)
    assert refused.value.field == "/region_code"


def opened(member: Member, until: datetime, **other: Any) -> UUID:
    opening_id = uuid4()
    given: dict[str, Any] = {"tenant": "48", "reason": SEAL, "now": NOW} | other
    mandates.open_glass(member, opening_id=opening_id, until=until, **given)
    return opening_id


@pytest.mark.parametrize("after", [timedelta(microseconds=1), timedelta(hours=8)])
def test_the_glass_is_broken_for_eight_hours_at_most(after: timedelta) -> None:
    admin = active(Role.PLATFORM_ADMIN)
    opening_id = opened(admin, NOW + after)
    assert admin.openings == (Opening(opening_id, "48", NOW + after),)
    with pytest.raises(InvalidMandate) as refused:
        opened(admin, NOW + timedelta(hours=8, microseconds=1))
    assert refused.value.field == "/until"


@pytest.mark.parametrize("before", [timedelta(0), timedelta(days=1)])
def test_the_glass_is_not_broken_for_the_past(before: timedelta) -> None:
    with pytest.raises(InvalidMandate):
        opened(active(Role.PLATFORM_ADMIN), NOW - before)


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.NATIONAL_VIEWER])
def test_the_hoster_alone_breaks_the_glass(role: Role) -> None:
    with pytest.raises(InvalidMandate):
        opened(active(role), NOW + timedelta(hours=1))
    with pytest.raises(MemberGone):
        opened(removed(Role.PLATFORM_ADMIN), NOW + timedelta(hours=1))


def test_the_glass_is_closed_once() -> None:
    admin = active(Role.PLATFORM_ADMIN)
    kept, gone = (opened(admin, NOW + timedelta(hours=hours)) for hours in (1, 2))
    mandates.close_glass(admin, opening_id=gone)
    assert [each.opening_id for each in admin.openings] == [kept]
    with pytest.raises(UnknownMandate) as refused:
        mandates.close_glass(admin, opening_id=gone)
    assert refused.value.field == "/opening_id"


def test_the_glass_is_closed_with_the_role() -> None:
    admin = active(Role.PLATFORM_ADMIN)
    viewer = granted(admin, Role.NATIONAL_VIEWER)
    opened(admin, NOW + timedelta(hours=8))
    new_facts(admin)
    membership.revoke(admin, grant_id=viewer, motive=SEAL, by=ADMIN)
    assert len(admin.openings) == 1
    membership.revoke(admin, grant_id=admin.grants[0].grant_id, motive=SEAL, by=ADMIN)
    assert names(admin) == ["RoleRevoked", "BreakGlassClosed", "RoleRevoked"]
    granted(admin, Role.PLATFORM_ADMIN)
    assert not admin.openings


def test_who_is_invited_may_be_given_a_mandate_already() -> None:
    member = invited(Role.AUDITOR)
    audit(member)
    assert len(member.mandates) == 1
