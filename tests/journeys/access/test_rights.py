"""Who reads what: a partner its own, the State’s centre what is signed, nobody by accident."""

from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from domain.roles import Role
from infra.store.connections.names import PLATFORM
from projections.queries.platform import NATIONAL_FRAMEWORK
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import CLS, Person, World


@pytest.fixture(scope="module")
def joined(here: World) -> Story:
    story = Story(here)
    story.registry()
    story.draft()
    story.partner_joins()
    return story


def ids(person: Person, path: str, at: int) -> list[str]:
    answer = person.get(path, min_position=at)
    assert answer.status_code == 200, answer.text
    return [one["convention_id"] for one in (answer.json or {})["items"]]


def test_a_partner_reads_what_it_joined_and_nothing_else(joined: Story) -> None:
    partner = joined.person(Role.PARTNER_AGENT)
    other = joined.ask(Role.DEPT_AGENT, "/conventions", CLS)
    assert ids(partner, "/conventions", other["position"]) == [joined.convention]
    assert partner.get(f"/conventions/{joined.convention}").status_code == 200
    for part in ("", "/versions", "/actions", "/funding", "/partners", "/signatures"):
        problem(partner.get(f"/conventions/{other['id']}{part}"), 403, "forbidden")
    problem(partner.get(f"/conventions/{joined.convention}/events"), 403, "forbidden")
    problem(partner.get("/trail"), 403, "forbidden")


def test_a_partner_without_organization_reads_nothing(here: World, joined: Story) -> None:
    nobody = here.person(Role.PARTNER_AGENT)
    problem(nobody.get("/conventions"), 403, "forbidden")
    problem(nobody.get("/signatures-awaited"), 403, "forbidden")
    problem(nobody.get(f"/conventions/{joined.convention}"), 403, "forbidden")


def test_administrators_read_no_business(here: World, joined: Story) -> None:
    admin = here.person(Role.TENANT_ADMIN)
    problem(admin.get("/conventions"), 403, "forbidden")
    problem(admin.get(f"/conventions/{joined.convention}"), 403, "forbidden")
    assert admin.get("/organizations").status_code == 200


def test_what_does_not_exist_is_not_found_by_those_who_may_look(agent: Person) -> None:
    problem(agent.get(f"/conventions/{uuid4()}"), 404, "not-found")
    problem(agent.get(f"/conventions/{uuid4()}/versions/1"), 404, "not-found")


def test_the_national_view_shows_what_is_signed(here: World) -> None:
    story = Story(here, tenant="05")
    story.registry()
    story.draft()
    drafted = story.told[-1]["position"]
    story.person(Role.DEPT_AGENT).get("/trail", min_position=drafted)
    assert story.convention not in overview(here, Role.NATIONAL_VIEWER)
    story.sign()
    story.person(Role.DEPT_AGENT).get("/trail", min_position=story.told[-1]["position"])
    assert overview(here, Role.NATIONAL_VIEWER)[story.convention] == [("departement", 1_200_000)]
    assert overview(here, Role.COMMISSIONER) == {}
    impostor = here.person(Role.NATIONAL_VIEWER, "48")
    answer = impostor.client.get("/api/v1/national/overview", headers=impostor.headers())
    problem(answer, 404, "not-found")
    agent = here.person(Role.DEPT_AGENT)
    answer = agent.client.get("/api/v1/national/overview", headers=agent.headers())
    problem(answer, 404, "not-found")


def overview(here: World, role: Role) -> dict[str, list[tuple[str, int]]]:
    viewer = here.person(role, PLATFORM)
    answer = viewer.client.get("/api/v1/national/overview", headers=viewer.headers())
    if answer.status_code == 404:
        problem(answer, 404, "before-first-record")
        return {}
    assert answer.status_code == 200, answer.text
    found = answer.json or {}
    return {
        one["convention_id"]: [
            (amount["side"], amount["amount_cents"])
            for amount in found["amounts"]
            if amount["convention_id"] == one["convention_id"]
        ]
        for one in found["conventions"]
    }


def test_everyone_reads_the_framework(here: World) -> None:
    agent = here.person(Role.DEPT_AGENT)
    head = here.wiring.platform().recorder.max_notification_id()
    here.wiring.reader.ask(PLATFORM, NATIONAL_FRAMEWORK, min_position=head)
    answer = national(agent, "framework")
    assert answer.status_code == 200
    assert [one["name"] for one in (answer.json or {})["frameworks"]] == ["Pacte des solidarités"]


def national(person: Person, part: str, **query: Any) -> TestResponse:
    where = f"/api/v1/national/{part}"
    return person.client.get(where, headers=person.headers(), query_string=query)


@pytest.mark.parametrize("part", ["framework", "tenants"])
def test_what_stands_above_the_tenants_is_read_at_a_moment_too(here: World, part: str) -> None:
    viewer = here.person(Role.NATIONAL_VIEWER, PLATFORM)
    head = here.wiring.platform().recorder.max_notification_id() or 0
    live = national(viewer, part, min_position=head)
    assert (live.status_code, live.headers["Pacte-Position"]) == (200, str(head))
    again = national(viewer, part, as_of=head)
    assert (again.status_code, again.data) == (200, live.data)
    assert "immutable" in again.headers["Cache-Control"]
    problem(national(viewer, part, as_of=0), 404, "before-first-record")
    problem(national(viewer, part, as_of=head + 1), 400, "position-beyond-head")
    problem(national(viewer, part, min_position=head + 1), 400, "position-beyond-head")
    problem(national(viewer, part, sort="name"), 400, "invalid-parameter")


def test_the_framework_of_yesterday_can_be_read(here: World) -> None:
    viewer = here.person(Role.NATIONAL_VIEWER, PLATFORM)
    recorded = here.wiring.platform().recorder.select_notifications(1, 100)
    last = max(one.id for one in recorded if "kind_rules_published" in one.topic)
    rules = [
        len((national(viewer, "framework", as_of=at).json or {})["kind_rules"])
        for at in (last - 1, last)
    ]
    assert rules == [2, 3]
