"""Above the départements: people with mandates, tenants that open and close, break-glass."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.access.held import MemberStatus
from domain.platform.tenant import Tenant, TenantStatus, tenant_id
from domain.roles import Role
from infra.access.accepting import InvitationGone, invitation
from infra.clock import today
from infra.queue import closing_id
from infra.store.connections.names import PLATFORM
from infra.store.schemas.migrate import owner, provision
from services.access.callers import across, caller_of, inside, spaces
from services.platform.commands import ActivateTenant
from services.platform.tenants import activate_tenant
from tests.journeys.access.membership import MOTIVE, accept, invite, listed, person, stream, told
from tests.journeys.test_bad_input import problem
from tests.journeys.world import Person, World
from tests.shown.nasty_access import PROVIDER

HAUTES_ALPES = {
    "code": "05",
    "name": "Hautes-Alpes",
    "kind": "departement",
    "territory_codes": ["05"],
    "region_code": "93",
    "siret": "22480001100013",
}
ALPES_04 = HAUTES_ALPES | {"code": "04", "territory_codes": ["04"]}
REASON = {"reason": "Facture impayée."}


@pytest.fixture
def hoster(here: World) -> Person:
    return here.person(Role.PLATFORM_ADMIN, PLATFORM)


def opened(here: World, hoster: Person, code: str, region: str) -> dict[str, Any]:
    """Declared by the API; provisioned and activated by what holds the owner’s role."""
    body = HAUTES_ALPES | {"code": code, "territory_codes": [code], "region_code": region}
    made = told(hoster.post("/tenants", body), 201)
    activated(here, code)
    return made


def activated(here: World, code: str) -> None:
    ask = here.ask(Role.PLATFORM_ADMIN, PLATFORM)
    activate_tenant(here.wiring.platform(), ask, ActivateTenant(code=code))


def known(here: World, code: str) -> Tenant:
    return here.wiring.platform().load(Tenant, tenant_id(code))


def shown(hoster: Person, code: str, position: int) -> dict[str, Any]:
    found = told(hoster.get("/tenants", min_position=position), 200)
    (one,) = [each for each in found["items"] if each["code"] == code]
    return dict(one)


def test_a_tenant_is_declared_suspended_and_reopened(here: World, hoster: Person) -> None:
    made = told(hoster.post("/tenants", ALPES_04), 201)
    assert shown(hoster, "04", made["position"])["status"] == "declared"
    problem(hoster.post("/tenants", ALPES_04), 409, "tenant-already-declared")
    early = hoster.post("/tenants/04/suspension", REASON, match=1)
    problem(early, 409, "tenant-not-active")
    activated(here, "04")
    problem(hoster.post("/tenants/04/suspension", REASON, match=1), 412, "stale-version")
    suspended = told(hoster.post("/tenants/04/suspension", REASON, match=2), 200)
    seen = shown(hoster, "04", suspended["position"])
    assert (seen["status"], seen["stream_version"]) == ("suspended", 3)
    problem(hoster.post("/tenants/04/suspension", REASON, match=3), 409, "tenant-not-active")
    again = told(hoster.post("/tenants/04/reactivation", {}, match=3), 200)
    assert shown(hoster, "04", again["position"])["status"] == "active"
    problem(hoster.post("/tenants/04/reactivation", {}, match=4), 409, "tenant-not-suspended")


def test_a_closing_is_asked_for_by_the_api(here: World, hoster: Person) -> None:
    opened(here, hoster, "09", "76")
    path = "/tenants/09/closure"
    problem(hoster.post(path, REASON, match=2), 409, "tenant-not-suspended")
    told(hoster.post("/tenants/09/suspension", REASON, match=2), 200)
    problem(hoster.post(path, {}, match=3), 422, "invalid")
    problem(hoster.post(path, REASON, match=2), 412, "stale-version")
    key = str(uuid4())
    wished = told(hoster.post(path, REASON, match=3, key=key), 200)
    again = told(hoster.post(path, REASON, match=3, key=key), 200)
    assert again == wished
    problem(hoster.post(path, REASON, match=4), 409, "closing-already-requested")
    seen = shown(hoster, "09", wished["position"])
    assert (seen["status"], seen["closing"]) == ("suspended", True)
    queue = here.wiring.admin_queue
    job = queue.fetch_job(closing_id(queue, "09"))
    assert job is not None
    job.delete()
    back = told(hoster.post("/tenants/09/reactivation", {}, match=4), 200)
    assert not shown(hoster, "09", back["position"])["closing"]


def test_the_way_in_by_mail_is_opened_and_shut_by_the_api(here: World, hoster: Person) -> None:
    opened(here, hoster, "11", "76")
    path = "/tenants/11/mail-sign-in"
    problem(hoster.post(f"{path}/closing", {}, match=2), 409, "mail-sign-in-not-open")
    told(hoster.post(f"{path}/opening", {}, match=2), 200)
    problem(hoster.post(f"{path}/opening", {}, match=3), 409, "mail-sign-in-already-open")
    shut = told(hoster.post(f"{path}/closing", {}, match=3), 200)
    assert not shown(hoster, "11", shut["position"])["mail_sign_in"]


@pytest.mark.parametrize("code", ["42", "999", "platform", "..", "t_48", "é", "x" * 300])
def test_a_tenant_that_is_not_declared_is_not_found(hoster: Person, code: str) -> None:
    problem(hoster.post(f"/tenants/{code}/suspension", REASON, match=1), 404, "not-found")


def test_who_is_in_a_suspended_tenant_reads_and_writes_not(here: World, hoster: Person) -> None:
    opened(here, hoster, "06", "93")
    told(hoster.post("/tenants/06/suspension", REASON, match=2), 200)
    caller = inside(here.caller(Role.DEPT_MANAGER), known(here, "06"))
    assert caller
    here.callers["suspended"] = caller
    manager = Person(here.app.test_client(), "48", "suspended", caller)
    assert manager.get("/conventions").status_code == 200
    open_ = told(here.person(Role.DEPT_MANAGER).post("/persons", {"display_name": "Anne"}), 201)
    assert told(manager.get(f"/persons/{open_['id']}"), 200)["display_name"] == "Anne"
    problem(manager.post("/persons", {"display_name": "Camille"}), 409, "tenant-read-only")


def test_the_states_centre_is_let_in_and_reaches_its_region(here: World, hoster: Person) -> None:
    opened(here, hoster, "31", "76")
    opened(here, hoster, "33", "75")
    who = invite(hoster, Role.COMMISSIONER)
    accept(here, who, PLATFORM)
    path, span = f"/members/{who}", {"since": "2026-01-01", "until": "2199-12-31"}
    mandate = {"region_code": "76"} | span
    problem(hoster.post(f"{path}/national-mandates", span, match=2), 422, "invalid-mandate")
    given = told(hoster.post(f"{path}/regional-mandates", mandate, match=2), 201)
    seen = listed(hoster, who, given["position"])
    (held,) = seen["mandates"]
    assert (held["mandate_id"], held["region_code"]) == (given["created"], "76")
    assert seen["people"][who] == "Camille Martin"
    (space,) = spaces(PLATFORM, stream(here, who, PLATFORM), today())
    caller = caller_of(space, auth_method="test")
    now = datetime.now(UTC)
    member = stream(here, who, PLATFORM)
    inner = across(caller, member, known(here, "31"), now)
    assert inner
    assert (inner.tenant, inner.home, inner.read_only) == ("31", PLATFORM, True)
    assert across(caller, member, known(here, "33"), now) is None
    end = {"mandate_id": given["created"], "reason": "Fin de mission."}
    told(hoster.post(f"{path}/mandate-revocations", end, match=3), 200)
    assert list(spaces(PLATFORM, stream(here, who, PLATFORM), today())) == []


def test_a_link_of_above_is_shown_once_and_opens(here: World, hoster: Person) -> None:
    """Nobody there is written to; another link ends the first."""
    body = {"person_id": person(hoster), "role": "commissioner"}
    once = str(uuid4())
    first, again = (told(hoster.post("/members", body, key=once), 201) for _ in range(2))
    assert again["link"] is None
    assert again["notice"] != first["notice"]
    assert "\N{NO-BREAK SPACE}: il ne sera plus jamais" in first["notice"]
    path = f"/members/{body['person_id']}/invitations"
    once = str(uuid4())
    renewed, repeated = (told(hoster.post(path, {}, match=1, key=once), 201) for _ in range(2))
    assert repeated["link"] is None
    void, good = (each["link"].rpartition("/")[2] for each in (first, renewed))
    assert first["link"].endswith(f"/invitation/{PLATFORM}/{void}")
    with pytest.raises(InvitationGone):
        invitation(here.wiring, PLATFORM, void, datetime.now(UTC))
    found = invitation(here.wiring, PLATFORM, good, datetime.now(UTC))
    assert found.member.person_id == UUID(body["person_id"])


def test_roles_are_given_and_taken_above_as_in_a_tenant(here: World, hoster: Person) -> None:
    who = invite(hoster, Role.NATIONAL_VIEWER)
    path = f"/members/{who}"
    made = told(hoster.post(f"{path}/roles", {"role": "platform_admin"}, match=1), 201)
    below = {"role": "dept_agent"}
    problem(hoster.post(f"{path}/roles", below, match=2), 422, "invalid-role")
    revoke = {"grant_id": made["created"]} | MOTIVE
    told(hoster.post(f"{path}/role-revocations", revoke, match=2), 200)
    told(hoster.post(f"{path}/removal", MOTIVE, match=3), 200)
    assert stream(here, who, PLATFORM).status is MemberStatus.REMOVED


def test_nobody_below_finds_the_platform(here: World) -> None:
    """Not even who administers a tenant, nor by a tenant’s address who hosts them all."""
    admin = here.person(Role.TENANT_ADMIN)
    absent = problem(admin.get("/members", tenant="99"), 404, "unknown-tenant")
    for path in ("members", "tenants", "providers"):
        answer = admin.client.get(f"/api/v1/platform/{path}", headers=admin.headers())
        body = problem(answer, 404, "unknown-tenant")
        assert body | {"correlation_id": ""} == absent | {"correlation_id": ""}
    hoster = here.person(Role.PLATFORM_ADMIN, PLATFORM)
    for tenant in ("48", "platform", "99"):
        problem(hoster.get("/members", tenant=tenant), 404, "unknown-tenant")


def test_the_glass_is_broken_in_the_open_and_for_hours(here: World, hoster: Person) -> None:
    """By a person of the platform for themselves: the member is the caller."""
    with owner(here.settings) as connection:
        provision(connection, "81", here.settings)
    opened(here, hoster, "81", "76")
    who = invite(hoster, Role.PLATFORM_ADMIN)
    accept(here, who, PLATFORM)
    here.callers["glass"] = replace(hoster.caller, person_id=UUID(who))
    breaker = Person(hoster.client, PLATFORM, "glass", here.callers["glass"])
    now = datetime.now(UTC)
    until = (now + timedelta(hours=2)).isoformat(timespec="seconds")
    body = {"tenant": "81", "reason": "Journal arrêté.", "until": until}
    late = {"until": (now + timedelta(hours=9)).isoformat(timespec="seconds")}
    refused = problem(breaker.post("/break-glass", body | late), 422, "invalid-mandate")
    assert refused["errors"][0]["pointer"] == "/until"
    problem(breaker.post("/break-glass", body | {"tenant": "42"}), 404, "not-found")
    problem(breaker.post("/break-glass", body | {"until": "demain"}), 422, "invalid")
    made = told(breaker.post("/break-glass", body), 201)
    member = stream(here, who, PLATFORM)
    assert across(breaker.caller, member, known(here, "81"), now)
    assert across(breaker.caller, member, known(here, "81"), now + timedelta(hours=2)) is None
    (opening,) = listed(hoster, who, made["position"])["openings"]
    assert (opening["opening_id"], opening["tenant"]) == (made["created"], "81")
    closing = {"opening_id": made["created"]}
    told(breaker.post("/break-glass-closings", closing), 200)
    assert across(breaker.caller, stream(here, who, PLATFORM), known(here, "81"), now) is None
    problem(breaker.post("/break-glass-closings", closing), 404, "unknown-mandate")
    problem(hoster.post("/break-glass", body), 404, "not-found")


def test_a_provider_is_configured_reconfigured_and_ended(here: World, hoster: Person) -> None:
    body: dict[str, Any] = PROVIDER | {"slug": f"s-{uuid4().hex[:8]}"}
    made = told(hoster.post("/providers", body), 200)
    found = provider(hoster, body["slug"], made["position"])
    assert (found["issuer"], found["tenants"], found["ended"]) == (body["issuer"], ["48"], False)
    assert "client_ref" not in found
    changed = told(hoster.post("/providers", body | {"tenants": ["2a", "48"]}), 200)
    assert provider(hoster, body["slug"], changed["position"])["tenants"] == ["2A", "48"]
    other = body | {"issuer": "https://evil.test"}
    wrong = problem(hoster.post("/providers", other), 422, "invalid-provider")
    assert wrong["errors"][0]["pointer"] == "/issuer"
    admin = here.person(Role.TENANT_ADMIN)
    seen = told(admin.get("/providers"), 200)["items"]
    assert {"slug": body["slug"], "name": "Annuaire", "issuer": body["issuer"]} in seen
    far = told(here.person(Role.TENANT_ADMIN, "05").get("/providers"), 200)["items"]
    assert body["slug"] not in [each["slug"] for each in far]
    end = {"slug": body["slug"]}
    problem(hoster.post("/provider-ends", end, match=1), 412, "stale-version")
    ended = told(hoster.post("/provider-ends", end, match=2), 200)
    assert provider(hoster, body["slug"], ended["position"])["ended"]
    problem(hoster.post("/provider-ends", end, match=3), 409, "provider-ended")
    problem(hoster.post("/provider-ends", {"slug": "unknown"}, match=1), 404, "not-found")


def provider(hoster: Person, slug: str, position: int) -> dict[str, Any]:
    found = told(hoster.get("/providers", min_position=position), 200)
    (one,) = [each for each in found["items"] if each["slug"] == slug]
    return dict(one)


def test_people_of_the_platform_stand_beside_its_own_log(here: World, hoster: Person) -> None:
    who = UUID(person(hoster, "Dominique Petit"))
    assert here.wiring.people(PLATFORM).many([who])
    assert not here.wiring.people("48").many([who])
    viewer = here.person(Role.NATIONAL_VIEWER, PLATFORM)
    problem(viewer.post("/persons", {"display_name": "N"}), 403, "forbidden")


def test_the_status_of_a_tenant_is_folded_from_the_log(here: World, hoster: Person) -> None:
    opened(here, hoster, "82", "76")
    told(hoster.post("/tenants/82/suspension", REASON, match=2), 200)
    assert known(here, "82").status is TenantStatus.SUSPENDED
