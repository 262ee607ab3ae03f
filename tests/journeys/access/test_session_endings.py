"""Somebody's sessions, closed by who administers their département."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from domain.access.facts import SessionsEnded
from domain.access.member import member_id
from domain.roles import Role
from infra.sso.refusals import SessionsDown
from infra.sso.sessions import Sessions
from infra.web.asked.etags import tag
from services.access import members
from tests.journeys.house import House, Resident, Visitor
from tests.journeys.test_bad_input import problem


def ended(home: House, by: Visitor, who: Resident, **given: str) -> TestResponse:
    version = members.found(home.wiring.pactes(who.tenant), who.person_id).version
    path, seen = f"/members/{who.person_id}/session-endings", {"If-Match": tag(version)}
    return by.write(path, {"motive": "Un poste volé."}, who.tenant, **seen | given)


def facts(home: House, who: Resident) -> list[Any]:
    events = home.wiring.pactes(who.tenant).events.get(member_id(who.tenant, who.person_id))
    return [each for each in events if isinstance(each, SessionsEnded)]


@pytest.fixture
def admin(home: House) -> Visitor:
    return home.inside(home.resident(Role.TENANT_ADMIN))


def test_every_session_ends_and_rights_stay(home: House, admin: Visitor) -> None:
    who, other = home.resident(Role.DEPT_AGENT), home.resident(Role.DEPT_AGENT)
    first, second, untouched = (home.inside(each) for each in (who, who, other))
    copied = home.browser()
    copied.give_cookie(str(first.cookie()))
    assert copied.read("/conventions").status_code == 200
    answer = ended(home, admin, who)
    assert answer.status_code == 200, answer.text
    for each in (first, second, copied):
        assert each.get("/compte").status_code == 303
        problem(each.read("/conventions"), 401, "authentication-required")
    assert untouched.read("/conventions").status_code == 200
    assert home.inside(who).read("/conventions").status_code == 200


def test_the_journal_says_so(home: House, admin: Visitor) -> None:
    who = home.resident(Role.DEPT_AGENT)
    position = (ended(home, admin, who).json or {})["position"]
    trail = home.inside(who).read("/trail", min_position=position).json or {}
    told = trail["items"][0]
    assert told["position"] == position
    assert told["sentence"] == (
        "Sessions de la personne closes\N{NO-BREAK SPACE}: elle doit s’identifier de nouveau."
    )
    assert trail["texts"][told["reason"]] == "Un poste volé."


def test_the_same_demand_is_answered_alike_and_done_once(home: House, admin: Visitor) -> None:
    who = home.resident(Role.DEPT_AGENT)
    key = {"Idempotency-Key": "f3d1a0c2-0000-4000-8000-000000000001", "If-Match": tag(2)}
    first, again = (ended(home, admin, who, **key) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json
    assert len(facts(home, who)) == 1


def test_without_valkey_nothing_is_recorded(
    home: House, admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object, **__: object) -> int:
        raise SessionsDown

    who = home.resident(Role.DEPT_AGENT)
    with monkeypatch.context() as during:
        during.setattr(Sessions, "end_by", down)
        assert ended(home, admin, who).status_code == 503
    assert facts(home, who) == []
    assert ended(home, admin, who).status_code == 200


def test_it_is_for_who_administers_and_for_somebody_else(home: House) -> None:
    own = home.resident(Role.TENANT_ADMIN)
    admin, agent = home.inside(own), home.resident(Role.DEPT_MANAGER)
    problem(ended(home, home.inside(agent), own), 403, "forbidden")
    problem(ended(home, admin, own), 409, "own-rights")
    there = home.resident(Role.DEPT_AGENT, "05")
    problem(ended(home, admin, there), 404, "unknown-tenant")
    home.remove(agent)
    problem(ended(home, admin, agent), 409, "member-removed")
