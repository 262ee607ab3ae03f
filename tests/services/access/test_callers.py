"""Who is asking: what the stream of a member gives today, and not a day or a second longer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta, timezone
from uuid import UUID, uuid4

import pytest

from domain.access.held import MandateKind
from domain.access.member import Member
from domain.errors import NotFound
from domain.platform.tenancy import activate, close, reactivate, suspend
from domain.platform.tenant import Tenant, TenantStatus
from domain.roles import Role
from infra.store.persons.sides import TenantSides
from infra.store.persons.tenant_people import TenantPeople
from services.access import commands, mandates, members
from services.access.callers import Space, across, caller_of, inside, space_of, spaces
from services.ask import Caller
from services.pactes import Pactes
from services.platform import commands as p
from services.platform.tenants import (
    activate_tenant,
    close_tenant,
    declare_tenant,
    reactivate_tenant,
    suspend_tenant,
)
from services.policy import Forbidden, TenantReadOnly, allow
from services.target import Target
from tests.services.access.given import admin, admitted, hoster, invited, member, organization
from tests.services.acts import Acts
from tests.services.conftest import NOW, asks
from tests.services.test_platform import LOZERE

SINCE, UNTIL = date(2024, 9, 1), date(2024, 9, 30)
BEFORE, AFTER = date(2024, 8, 31), date(2024, 10, 1)


def of(tenant: str, found: Member, day: date = SINCE) -> list[Space]:
    return list(spaces(tenant, found, day))


def declared(code: str, region: str) -> Tenant:
    return Tenant(
        code=code,
        name=code,
        kind=LOZERE.kind,
        territory_codes=(code,),
        region_code=region,
        siret=LOZERE.siret,
    )


def tenant(code: str = "48", region: str = "76", *more: str) -> Tenant:
    """`more`: the names of what happened after the declaration."""
    made = declared(code, region)
    for name in more or ("activated",):
        STEPS[name](made)
    return made


STEPS: dict[str, Callable[[Tenant], None]] = {
    "activated": activate,
    "suspended": lambda made: suspend(made, reason="0" * 64),
    "reactivated": reactivate,
    "closed": lambda made: close(made, reason="0" * 64, export_sha256="0" * 64),
}


def test_who_is_invited_or_removed_has_no_space(pactes: Pactes, people: TenantPeople) -> None:
    who = invited(pactes, people, Role.TENANT_ADMIN)
    assert of("48", member(pactes, who)) == []
    accepted = admitted(pactes, people, Role.TENANT_ADMIN)
    assert [space.role for space in of("48", member(pactes, accepted))] == [Role.TENANT_ADMIN]
    members.remove_member(pactes, admin(), commands.RemoveMember(person_id=accepted, motive="M"))
    assert of("48", member(pactes, accepted)) == []


def test_every_role_is_a_space_and_carries_what_it_acts_for(
    pactes: Pactes, people: TenantPeople
) -> None:
    departement, other = organization(pactes), organization(pactes)
    who = admitted(
        pactes, people, Role.DEPT_SIGNATORY, organization_id=departement, office="president"
    )
    grant = commands.GrantRole(person_id=who, role=Role.DEPT_AGENT, organization_id=other)
    members.grant_role(pactes, admin(), grant)
    held = member(pactes, who)
    signing, drafting = of("48", held)
    caller = caller_of(signing, auth_method="sso", authenticated_at=NOW)
    assert (caller.office, caller.organization_id) == ("president", departement)
    assert (caller.role, caller.side, caller.home) == ("dept_signatory", "departement", "48")
    assert (caller.authenticated_at, caller.conventions, caller.read_only) == (NOW, None, False)
    assert drafting.organization_id == other
    assert space_of("48", held, drafting.grant_id, SINCE) == drafting
    revoke = commands.RevokeRole(person_id=who, grant_id=drafting.grant_id, motive="M")
    members.revoke_role(pactes, admin(), revoke)
    assert space_of("48", member(pactes, who), drafting.grant_id, SINCE) is None


DAYS = [(BEFORE, False), (SINCE, True), (UNTIL, True), (AFTER, False)]


def audited(pactes: Pactes, people: TenantPeople, *conventions: UUID) -> UUID:
    who = admitted(pactes, people, Role.AUDITOR)
    command = commands.GrantAuditMandate(
        person_id=who,
        auditor_body="Cour des comptes",
        since=SINCE,
        until=UNTIL,
        legal_basis="CJF, art. L. 111-3",
        convention_ids=conventions,
    )
    mandates.grant_audit_mandate(pactes, admin(), command)
    return who


@pytest.mark.parametrize(("day", "is_open"), DAYS)
def test_an_auditor_looks_on_the_days_of_the_mandate(
    pactes: Pactes, people: TenantPeople, day: date, *, is_open: bool
) -> None:
    held = member(pactes, audited(pactes, people))
    found = of("48", held, day)
    assert bool(found) is is_open
    if found:
        assert found[0].grant_id == held.mandates[0].mandate_id
        assert caller_of(found[0], auth_method="sso").conventions is None


def test_an_auditor_without_mandate_sees_nothing(pactes: Pactes, people: TenantPeople) -> None:
    who = admitted(pactes, people, Role.AUDITOR)
    assert of("48", member(pactes, who)) == []
    audited_one = audited(pactes, people)
    mandate = member(pactes, audited_one).mandates[0].mandate_id
    end = commands.RevokeAuditMandate(person_id=audited_one, mandate_id=mandate, motive="M")
    mandates.revoke_audit_mandate(pactes, admin(), end)
    assert of("48", member(pactes, audited_one)) == []


def test_an_auditor_of_one_convention_sees_it_alone(
    pactes: Pactes, people: TenantPeople, sides: TenantSides
) -> None:
    convention = Acts(pactes, people, sides).bare()
    (space,) = of("48", member(pactes, audited(pactes, people, convention)))
    caller = caller_of(space, auth_method="sso")
    allow(caller, "read_convention", Target(tenant="48", convention_id=convention))
    with pytest.raises(Forbidden):
        allow(caller, "read_convention", Target(tenant="48", convention_id=uuid4()))


def mandated(platform: Pactes, above: TenantPeople, kind: MandateKind) -> Member:
    role = Role.COMMISSIONER if kind is MandateKind.REGIONAL else Role.NATIONAL_VIEWER
    who = admitted(platform, above, role)
    if kind is MandateKind.REGIONAL:
        regional = commands.GrantRegionalMandate(
            person_id=who, region_code="76", since=SINCE, until=UNTIL
        )
        mandates.grant_regional_mandate(platform, hoster(), regional)
    else:
        national = commands.GrantNationalMandate(person_id=who, since=SINCE, until=UNTIL)
        mandates.grant_national_mandate(platform, hoster(), national)
    return member(platform, who)


def chosen(held: Member, day: date = SINCE) -> Caller | None:
    found = of("platform", held, day)
    return caller_of(found[0], auth_method="sso") if found else None


@pytest.mark.parametrize("kind", [MandateKind.REGIONAL, MandateKind.NATIONAL])
@pytest.mark.parametrize(("day", "is_open"), DAYS)
def test_the_states_centre_looks_on_the_days_of_the_mandate(
    platform: Pactes, above: TenantPeople, kind: MandateKind, day: date, *, is_open: bool
) -> None:
    assert bool(chosen(mandated(platform, above, kind), day)) is is_open


def test_a_commissioner_reaches_the_own_region_and_writes_nowhere(
    platform: Pactes, above: TenantPeople
) -> None:
    held = mandated(platform, above, MandateKind.REGIONAL)
    caller = chosen(held)
    assert caller
    inner = across(caller, held, tenant("48", "76"), NOW)
    assert inner
    assert (inner.tenant, inner.home, inner.read_only) == ("48", "platform", True)
    assert inner.person_id == held.person_id
    assert across(caller, held, tenant("05", "93"), NOW) is None


def test_a_national_viewer_reaches_every_tenant_that_is_open(
    platform: Pactes, above: TenantPeople
) -> None:
    held = mandated(platform, above, MandateKind.NATIONAL)
    caller = chosen(held)
    assert caller
    for code, region in (("48", "76"), ("05", "93")):
        assert across(caller, held, tenant(code, region), NOW)
    closed = tenant("48", "76", "activated", "suspended", "closed")
    assert across(caller, held, closed, NOW)
    assert across(caller, held, declared("42", "84"), NOW) is None


def test_a_mandate_that_was_revoked_reaches_nothing(platform: Pactes, above: TenantPeople) -> None:
    """Even for a caller that was made before."""
    held = mandated(platform, above, MandateKind.REGIONAL)
    caller = chosen(held)
    assert caller
    end = commands.RevokeMandate(
        person_id=held.person_id, mandate_id=held.mandates[0].mandate_id, reason="R"
    )
    mandates.revoke_mandate(platform, hoster(), end)
    assert across(caller, member(platform, held.person_id), tenant(), NOW) is None
    assert chosen(member(platform, held.person_id)) is None


def test_the_hoster_reaches_a_tenant_until_the_instant_it_said(
    platform: Pactes, above: TenantPeople
) -> None:
    declare_tenant(platform, hoster(), LOZERE)
    who = admitted(platform, above, Role.PLATFORM_ADMIN)
    until = NOW + timedelta(hours=2)
    caller = chosen(member(platform, who))
    assert caller
    assert across(caller, member(platform, who), tenant(), NOW) is None
    paris = until.astimezone(timezone(timedelta(hours=2)))
    opening = commands.OpenBreakGlass(tenant="48", reason="Panne.", until=paris)
    ask = hoster(person_id=who)
    told: list[tuple[str, UUID]] = []

    def tell(code: str, opening_id: UUID) -> None:
        assert member(platform, who).openings == ()
        told.append((code, opening_id))

    with pytest.raises(NotFound):
        mandates.open_break_glass(platform, ask, opening, tell)
    activate_tenant(platform, hoster(), p.ActivateTenant(code="48"))
    mandates.open_break_glass(platform, ask, opening, tell)
    held = member(platform, who)
    assert told == [("48", held.openings[0].opening_id)]
    inner = across(caller, held, tenant(), until - timedelta(microseconds=1))
    assert inner
    assert (inner.read_only, inner.home) == (True, "platform")
    assert inner.opening_id == held.openings[0].opening_id
    assert across(caller, held, tenant(), until) is None
    assert across(caller, held, tenant("05", "93"), NOW) is None
    close = commands.CloseBreakGlass(opening_id=held.openings[0].opening_id)
    mandates.close_break_glass(platform, ask, close)
    assert across(caller, member(platform, who), tenant(), NOW) is None


@pytest.mark.parametrize(
    ("steps", "read_only"),
    [
        (("activated",), False),
        (("activated", "suspended"), True),
        (("activated", "suspended", "reactivated"), False),
        (("activated", "suspended", "closed"), True),
    ],
)
def test_a_tenant_that_is_not_open_is_read_alone(
    steps: tuple[str, ...], *, read_only: bool
) -> None:
    caller = inside(asks(Role.DEPT_MANAGER).caller, tenant("48", "76", *steps))
    assert caller
    assert caller.read_only is read_only
    allow(caller, "read_conventions", Target(tenant="48"))
    if read_only:
        with pytest.raises(TenantReadOnly):
            allow(caller, "draft_convention", Target(tenant="48"))


def test_a_tenant_that_is_declared_alone_is_nowhere() -> None:
    assert inside(asks(Role.DEPT_MANAGER).caller, declared("48", "76")) is None


def test_the_life_of_a_tenant_in_the_log(platform: Pactes) -> None:
    ask = hoster()
    stream = declare_tenant(
        platform, ask, replace(LOZERE, code="05", territory_codes=("05",), region_code="93")
    ).stream
    activate_tenant(platform, ask, p.ActivateTenant(code="05"))
    suspend_tenant(platform, ask, p.SuspendTenant(code="05", reason="Impayé."))
    reactivate_tenant(platform, ask, p.ReactivateTenant(code="05"))
    suspend_tenant(platform, ask, p.SuspendTenant(code="05", reason="Départ."))
    close_tenant(platform, ask, p.CloseTenant(code="05", reason="Départ.", export_sha256="c0" * 32))
    assert platform.load(Tenant, stream).status is TenantStatus.CLOSED
