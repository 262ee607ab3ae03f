"""Who comes by the true doors: sessions in Valkey, tokens and mandates in the log."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from werkzeug.test import TestResponse

from domain.roles import Role
from infra.clock import day_of
from infra.sso.identity import Identity, SeenClaims
from infra.store.connections.names import PLATFORM
from infra.web.callers import browser
from services.access import commands, mandates, members
from tests.journeys.access.test_machines import issued
from tests.journeys.house import PUBLIC, House, Resident
from tests.shown.matrix.named import ASKED, OWN
from tests.shown.matrix.routes import Route, form

ABOVE = (Role.COMMISSIONER, Role.NATIONAL_VIEWER, Role.PLATFORM_ADMIN)
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a request brings with it: a cookie and the token of its session, or a bearer token."""

    headers: dict[str, str]
    csrf: str = ""


def resident(
    home: House, role: Role, *, region: str = "76", ago: timedelta = MONTH / 2
) -> Resident:
    """In the space of the role; what rests on a mandate has one of a month that began then."""
    who = home.resident(role, PLATFORM if role in ABOVE else OWN)
    since = day_of(home.clock() - ago)
    until, platform = since + MONTH, home.wiring.platform()
    if role is Role.AUDITOR:
        audit = commands.GrantAuditMandate(
            person_id=who.person_id,
            auditor_body="Chambre régionale des comptes",
            since=since,
            until=until,
            legal_basis="Code des juridictions financières",
        )
        admin = home.asking(Role.TENANT_ADMIN, OWN)
        mandates.grant_audit_mandate(home.wiring.pactes(OWN), admin, audit)
    elif role is Role.COMMISSIONER:
        regional = commands.GrantRegionalMandate(
            person_id=who.person_id, region_code=region, since=since, until=until
        )
        mandates.grant_regional_mandate(platform, home.hoster(), regional)
    elif role is Role.NATIONAL_VIEWER:
        national = commands.GrantNationalMandate(person_id=who.person_id, since=since, until=until)
        mandates.grant_national_mandate(platform, home.hoster(), national)
    return who


def grant_of(home: House, who: Resident) -> UUID:
    """Of the mandate, where the role gives nothing without one."""
    found = members.found(home.wiring.pactes(who.tenant), who.person_id).mandates
    return found[0].mandate_id if found else who.grant_id


def seated(home: House, who: Resident, grant_id: UUID, ago: timedelta = timedelta()) -> Bearing:
    """By a session that began so long ago, in the space that was chosen then."""
    home.clock.ahead -= ago
    identity = Identity(
        issuer=home.providers["demo"].issuer,
        sub=who.sub,
        provider="demo",
        acr=None,
        auth_time=home.clock(),
        sid=None,
        claims=SeenClaims(),
        id_token="",
    )
    sessions = home.wiring.door.sessions
    cookie, held = sessions.begin(identity)
    assert sessions.choose(held, who.tenant, who.person_id, grant_id)
    home.clock.ahead += ago
    return Bearing({"Cookie": f"{browser.SESSION}={cookie}", "X-CSRF-Token": held.csrf}, held.csrf)


def token(home: House, role: Role, ago: timedelta) -> Bearing:
    """Issued so long ago, for thirty days."""
    home.clock.ahead -= ago
    machine = issued(home, role, OWN)
    home.clock.ahead += ago
    return Bearing({"Authorization": f"Bearer {machine.token}"})


def ask(home: House, route: Route, bearing: Bearing, tenant: str = OWN) -> TestResponse:
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": '"v1"'} | bearing.headers
    posted = route.method == "POST"
    paper = route.place == "t"
    return home.app.test_client(use_cookies=False).open(
        route.url(tenant),
        base_url=PUBLIC,
        method=route.method,
        headers=headers,
        json=route.body if posted and not paper else None,
        data=form(bearing.csrf) if posted and paper else None,
        query_string=ASKED.get(route.rule.endpoint),
    )
