"""What is seen from above, and by auditors: as far as acts have come; each look is kept."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from domain.roles import Role
from infra.clock import day_of
from infra.store.connections.names import PLATFORM
from infra.store.watch import looks
from services.access import commands, mandates
from tests.journeys.house import House, Resident, Visitor
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import CLS

NONE = "no-such-version"
SECRET_CENTS = 987_654_321
SIGNED_CENTS = 1_200_000


@dataclass(frozen=True, slots=True)
class Land:
    """A draft, one that was submitted, one signed whose avenant is being written."""

    home: House
    draft: str
    submitted: str
    signed: str
    before_avenant: int
    during_avenant: int


@dataclass(frozen=True, slots=True)
class Looker:
    land: Land
    who: Resident
    visitor: Visitor

    def read(self, path: str, **query: Any) -> TestResponse:
        return self.visitor.read(path, **query)

    def looks(self, tenant: str = "48") -> list[dict[str, Any]]:
        found = looks.page(self.land.home.wiring.pool, tenant, limit=200)
        return [one for one in found if one["person_id"] == str(self.who.person_id)]

    def listed(self, **query: Any) -> set[str]:
        answer = self.read("/conventions", limit=200, **query)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        return {one["convention_id"] for one in (answer.json or {})["items"]}


@pytest.fixture(scope="module")
def land(one_house: House) -> Land:
    home = one_house
    draft = home.person(Role.DEPT_AGENT).post("/conventions", CLS).json or {}
    submitted = Story(home)
    submitted.registry()
    submitted.draft()
    submitted.change(Role.DEPT_MANAGER, "submission", {})
    signed = Story(home)
    signed.registry()
    signed.draft()
    signed.sign()
    signed.change(Role.DEPT_MANAGER, "execution", {"on": "2024-01-01"})
    before = signed.told[-1]["position"]
    signed.change(Role.DEPT_MANAGER, "avenants", {"motive": "Une action de plus."})
    action = signed.change(
        Role.DEPT_AGENT, "actions", {"title": "Action secrète", "axe": 3, "nature": "new"}
    )
    line = {
        "funder_id": signed.organizations["departement"],
        "exercice": 2025,
        "amount_cents": SECRET_CENTS,
        "action_id": action["created"],
    }
    last = signed.change(Role.DEPT_AGENT, "funding-lines", line)["position"]
    home.reach("48")
    return Land(home, draft["id"], submitted.convention, signed.convention, before, last)


def within(home: House) -> tuple[date, date]:
    today = day_of(home.clock())
    return today, today + timedelta(days=30)


def looker(land: Land, role: Role, tenant: str = PLATFORM) -> Looker:
    home = land.home
    who = home.resident(role, tenant)
    since, until = within(home)
    platform, hoster = home.wiring.platform(), home.hoster()
    if role is Role.COMMISSIONER:
        regional = commands.GrantRegionalMandate(
            person_id=who.person_id, region_code="76", since=since, until=until
        )
        mandates.grant_regional_mandate(platform, hoster, regional)
    elif role is Role.NATIONAL_VIEWER:
        national = commands.GrantNationalMandate(person_id=who.person_id, since=since, until=until)
        mandates.grant_national_mandate(platform, hoster, national)
    return Looker(land, who, home.inside(who))


def parts(convention: str) -> list[str]:
    one = f"/conventions/{convention}"
    return [one, f"{one}/versions", f"{one}/actions", f"{one}/funding"]


def test_the_commissioner_sees_what_was_submitted(land: Land) -> None:
    eye = looker(land, Role.COMMISSIONER)
    seen = eye.listed()
    assert {land.submitted, land.signed} <= seen
    assert land.draft not in seen
    for path in parts(land.submitted):
        answer = eye.read(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    for path in parts(land.draft):
        problem(eye.read(path), 403, "forbidden")
    problem(eye.read("/trail"), 403, "forbidden")


def test_the_national_centre_sees_what_is_signed_and_no_draft_of_an_avenant(land: Land) -> None:
    eye = looker(land, Role.NATIONAL_VIEWER)
    seen = eye.listed()
    assert land.signed in seen
    assert not seen & {land.draft, land.submitted}
    for path in (*parts(land.draft), *parts(land.submitted)):
        problem(eye.read(path), 403, "forbidden")
    asked: list[dict[str, Any]] = [
        {},
        {"as_of": land.during_avenant},
        {"as_of": land.before_avenant},
        {"min_position": land.during_avenant},
    ]
    for moment in asked:
        for path in (*parts(land.signed), "/conventions"):
            answer = eye.read(path, **moment)
            assert answer.status_code == 200, answer.text
            assert answer.headers["Cache-Control"] == "no-store"
            assert str(SECRET_CENTS) not in answer.text, (path, moment)
            assert "secrète" not in answer.text, (path, moment)
    funding = eye.read(f"/conventions/{land.signed}/funding").text
    assert str(SIGNED_CENTS) in funding


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.NATIONAL_VIEWER])
@pytest.mark.parametrize("part", ["", "/versions/1"])
def test_nothing_tells_that_an_avenant_is_being_written(land: Land, role: Role, part: str) -> None:
    eye, path = looker(land, role), f"/conventions/{land.signed}{part}"
    before, during = (
        eye.read(path, as_of=moment) for moment in (land.before_avenant, land.during_avenant)
    )
    assert before.text == during.text == eye.read(path).text
    assert before.headers["ETag"] == during.headers["ETag"]
    agent = land.home.person(Role.DEPT_AGENT)
    at_home = [
        agent.get(path, as_of=moment).headers["ETag"]
        for moment in (land.before_avenant, land.during_avenant)
    ]
    assert before.headers["ETag"] == at_home[0] != at_home[1]


def test_the_draft_of_an_avenant_is_there_for_those_at_home(land: Land) -> None:
    """Else the test above would prove nothing."""
    agent = land.home.person(Role.DEPT_AGENT)
    answer = agent.get(f"/conventions/{land.signed}/funding", min_position=land.during_avenant)
    assert str(SECRET_CENTS) in answer.text


def test_the_national_centre_compares_what_is_signed_alone(land: Land) -> None:
    eye, path = looker(land, Role.NATIONAL_VIEWER), f"/conventions/{land.signed}/comparison"
    for moment in ({}, {"as_of": land.during_avenant}):
        problem(eye.read(path, **moment), 404, "no-working-copy")
        states: dict[str, Any] = {"from": "1", "to": f"@{land.during_avenant}", **moment}
        found = eye.read(path, **states)
        assert found.status_code == 200, found.text
        assert (found.json or {})["empty"] is True
        assert "secrète" not in found.text
    problem(eye.read(f"/conventions/{land.draft}/comparison"), 403, "forbidden")
    at_home = land.home.person(Role.DEPT_AGENT).get(path, min_position=land.during_avenant)
    assert str(SECRET_CENTS) in at_home.text


def test_an_auditor_sees_the_conventions_of_the_mandate(land: Land) -> None:
    home = land.home
    who = home.resident(Role.AUDITOR, "48")
    since, until = within(home)
    command = commands.GrantAuditMandate(
        person_id=who.person_id,
        auditor_body="Chambre régionale des comptes",
        since=since,
        until=until,
        legal_basis="Code des juridictions financières",
        convention_ids=(UUID(land.signed),),
    )
    ask = home.asking(Role.TENANT_ADMIN, "48")
    mandates.grant_audit_mandate(home.wiring.pactes("48"), ask, command)
    eye = Looker(land, who, home.inside(who))
    assert eye.listed() == {land.signed}
    for path in parts(land.signed):
        assert eye.read(path).status_code == 200
    for path in (*parts(land.draft), *parts(land.submitted)):
        problem(eye.read(path), 403, "forbidden")
    problem(eye.read("/trail"), 403, "forbidden")
    problem(eye.read("/persons"), 405, "method-not-allowed")
    before = len(eye.looks())
    page = eye.visitor.get("/t/48/a-signer")
    assert page.status_code == 200
    assert eye.visitor.get(f"/t/48/a-signer/{land.signed}").status_code == 200
    assert [one["query"] for one in eye.looks()[:2]] != []
    assert len(eye.looks()) == before + 2
    assert eye.visitor.get(f"/t/48/a-signer/{land.submitted}").status_code == 403
    assert eye.visitor.get(f"/t/48/a-signer/{uuid4()}").status_code == 404
    assert eye.visitor.get(f"/t/48/a-signer/{land.signed}/recu/1").status_code == 404
    assert len(eye.looks()) == before + 5
    assert eye.visitor.get("/t/48/a-signer?from=Une+personne&of=12").status_code == 200
    assert eye.looks()[0]["moment"] == "of=12"


def test_a_mandate_of_yesterday_opens_nothing(land: Land) -> None:
    home = land.home
    who = home.resident(Role.AUDITOR, "48")
    since, _ = within(home)
    command = commands.GrantAuditMandate(
        person_id=who.person_id,
        auditor_body="Chambre régionale des comptes",
        since=since - timedelta(days=30),
        until=since - timedelta(days=1),
        legal_basis="Code des juridictions financières",
    )
    ask = home.asking(Role.TENANT_ADMIN, "48")
    mandates.grant_audit_mandate(home.wiring.pactes("48"), ask, command)
    visitor = home.browser()
    visitor.sign_in(who.sub)
    assert visitor.get("/espaces").status_code == 403
    problem(visitor.read("/conventions"), 401, "authentication-required")


def test_the_glass_is_broken_until_that_instant(land: Land) -> None:
    home = land.home
    eye = looker(land, Role.PLATFORM_ADMIN)
    problem(eye.read("/conventions"), 404, "unknown-tenant")
    ask = home.hoster()
    command = commands.OpenBreakGlass(
        tenant="48", reason="Panne.", until=home.clock() + timedelta(minutes=20)
    )
    own = home.caller(Role.PLATFORM_ADMIN, PLATFORM)
    own = replace(own, person_id=eye.who.person_id)
    mandates.open_break_glass(
        home.wiring.platform(), replace(ask, caller=own), command, lambda *_: None
    )
    assert {land.draft, land.signed} <= eye.listed()
    problem(eye.read("/conventions", tenant="05"), 404, "unknown-tenant")
    heads = home.heads()
    problem(eye.visitor.write("/conventions", CLS), 403, "forbidden")
    admitted = {"person_id": str(uuid4()), "role": "tenant_admin"}
    refused = problem(eye.visitor.write("/members", admitted), 409, "tenant-read-only")
    assert "pas membre" in refused["detail"]
    assert home.heads() == heads
    assert [one["query"] for one in eye.looks()] == ["read_conventions"]
    home.clock.ahead = timedelta(minutes=20, seconds=1)
    problem(eye.read("/conventions"), 404, "unknown-tenant")
    home.clock.ahead = timedelta()


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.NATIONAL_VIEWER])
def test_every_look_is_a_row_that_names_what_was_seen(land: Land, role: Role) -> None:
    eye = looker(land, role)
    head = land.home.heads()["48"]
    answers = [eye.read(path, as_of=land.before_avenant) for path in parts(land.signed)]
    rows = eye.looks()
    assert len(rows) == len(answers) == 4
    for row, answer in zip(reversed(rows), answers, strict=True):
        assert row["correlation_id"] == answer.headers["X-Correlation-Id"]
        assert row["subject"] == land.signed
        assert row["moment"] == str(land.before_avenant)
        assert row["role"] == role.value
        assert row["home"] == PLATFORM
    refused = eye.read(f"/conventions/{uuid4()}")
    assert refused.status_code in (403, 404)
    assert land.home.heads()["48"] == head


def test_a_look_at_what_is_not_there_yet_is_a_row_too(land: Land) -> None:
    """That nothing is in force tells how far the act has come."""
    eye, one = looker(land, Role.COMMISSIONER), f"/conventions/{land.submitted}"
    for path, code in ((f"{one}/comparison", "no-version-in-force"), (f"{one}/versions/1", NONE)):
        answer = eye.read(path)
        problem(answer, 404, code)
        row = eye.looks()[0]
        assert row["correlation_id"] == answer.headers["X-Correlation-Id"]
        assert row["subject"] == land.submitted
    assert len(eye.looks()) == 2


def test_those_at_home_leave_no_row(land: Land) -> None:
    agent = land.home.resident(Role.DEPT_AGENT)
    eye = Looker(land, agent, land.home.inside(agent))
    assert eye.read("/conventions").status_code == 200
    assert eye.looks() == []
