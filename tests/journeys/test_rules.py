"""What the rules of an act refuse, as people are told: a problem each, and nothing recorded."""

from dataclasses import replace
from typing import Any

import pytest

from domain.convention.kind import Kind
from domain.roles import Role
from infra.store.connections.names import PLATFORM
from services.platform.commands import PublishKindRules
from services.platform.frameworks import publish_kind_rules
from services.ports import Person as Beside
from tests.domain.platform.rules import RULES
from tests.journeys.story import CPT, Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import World

SHARED = "La part de l’État dépasse 50\N{NO-BREAK SPACE}%\N{NO-BREAK SPACE}: "


@pytest.fixture
def story(here: World) -> Story:
    made = Story(here)
    made.registry()
    return made


@pytest.fixture(scope="module")
def _shared(here: World) -> None:
    """A kind of convention whose money is judged action by action."""
    rules = replace(RULES[Kind.UNIQUE], rules_version="2024-1")
    ask = here.ask(Role.PLATFORM_ADMIN, PLATFORM)
    publish_kind_rules(here.wiring.platform(), ask, PublishKindRules(rules=rules))


def refused(
    story: Story, role: Role, path: str, body: Any, *, code: str, status: int = 409
) -> dict[str, Any]:
    """The problem; the convention stands where it stood."""
    where = f"/conventions/{story.convention}/{path}"
    return problem(story.person(role).post(where, body, match=story.version), status, code)


@pytest.mark.usefixtures("_shared")
def test_the_agreement_that_makes_two_waits_for_the_match(story: Story) -> None:
    story.asked = CPT | {"kind": "UNIQUE"}
    story.draft()
    action = {"title": "Mobilité", "axe": 3, "nature": "new"}
    added = story.change(Role.DEPT_AGENT, "actions", action)["created"]
    line = {"exercice": 2025, "amount_cents": 7, "action_id": added}
    state, departement = story.organizations["state"], story.organizations["departement"]
    story.change(Role.STATE_AGENT, "funding-lines", line | {"funder_id": state})
    story.change(Role.DEPT_MANAGER, "submission", {})
    story.change(Role.DEPT_MANAGER, "agreements", {})
    told = refused(story, Role.STATE_AGENT, "agreements", {}, code="state-share-exceeded")
    over = "«\N{NO-BREAK SPACE}Mobilité\N{NO-BREAK SPACE}», exercice 2025."
    assert told["detail"].startswith(f"{SHARED}{over}")
    story.change(Role.DEPT_AGENT, "funding-lines", line | {"funder_id": departement})
    story.change(Role.DEPT_MANAGER, "agreements", {})
    story.change(Role.STATE_AGENT, "agreements", {})
    story.freeze()


def test_an_avenant_without_a_day_applies_no_sooner_than_what_it_amends(story: Story) -> None:
    story.draft()
    story.sign("2027-06-01")
    story.change(Role.DEPT_MANAGER, "execution", {"on": "2027-06-01"})
    story.change(Role.DEPT_MANAGER, "avenants", {"motive": "Une action de plus."})
    story.action("Mobilité des jeunes")
    story.sign(None)
    position = story.told[-1]["position"]
    path = f"/conventions/{story.convention}/versions"
    shown = story.person(Role.DEPT_AGENT).get(path, min_position=position).json or {}
    days = {each["version_no"]: each["effective_from"] for each in shown["items"]}
    assert days == {1: "2027-06-01", 2: "2027-06-01"}


def test_nobody_takes_an_office_or_a_delegation_for_themselves(story: Story) -> None:
    manager = story.person(Role.DEPT_MANAGER)
    me = str(manager.caller.person_id)
    story.here.wiring.people("48").create(
        Beside(person_id=manager.caller.person_id, display_name="Qui demande")
    )
    where = f"/organizations/{story.organizations['departement']}"
    office = {"office": "vice_president", "person_id": me, "since": "2024-01-01"}
    told = problem(manager.post(f"{where}/office-holders", office, match=2), 409, "own-rights")
    assert told["errors"][0]["pointer"] == "/person_id"
    given = {
        "office": "president",
        "delegate_person_id": me,
        "since": "2024-02-01",
        "until": "2024-03-01",
        "act_ref": "Arrêté 2024-1",
    }
    told = problem(manager.post(f"{where}/signing-delegations", given, match=2), 409, "own-rights")
    assert told["errors"][0]["pointer"] == "/delegate_person_id"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2125-01-01", "date-out-of-bounds"),
        ("1924-01-01", "date-out-of-bounds"),
        ("20255-01-01", "invalid"),
        ("0202-01-01", "invalid"),
    ],
)
def test_a_mistyped_date_is_refused_at_its_field(story: Story, day: str, code: str) -> None:
    director = story.person(Role.PARTNER_SIGNATORY).caller.person_id
    where = f"/organizations/{story.organizations['ars']}/office-ends"
    body = {"office": "director", "person_id": str(director), "until": day}
    told = problem(story.person(Role.TENANT_ADMIN).post(where, body, match=2), 422, code)
    assert told["errors"][0]["pointer"] == "/until"


def test_execution_does_not_begin_in_a_far_future(story: Story) -> None:
    story.draft()
    story.sign()
    late = {"on": "2099-01-01"}
    told = refused(
        story, Role.DEPT_MANAGER, "execution", late, code="date-out-of-bounds", status=422
    )
    assert told["errors"][0]["pointer"] == "/on"


def test_the_territory_of_a_convention_is_that_of_its_departement(story: Story) -> None:
    agent = story.person(Role.DEPT_AGENT)
    body = CPT | {"territory_codes": ["48", "05"]}
    told = problem(agent.post("/conventions", body), 422, "territory-not-covered")
    assert told["errors"][0]["pointer"] == "/territory_codes"


def test_a_title_stands_twice_for_a_reason_that_the_trail_shows(story: Story) -> None:
    story.draft()
    again = {"title": "PERMANENCES D'ACCÈS AUX DROITS", "axe": 3, "nature": "new"}
    told = refused(story, Role.DEPT_AGENT, "actions", again, code="duplicate-title")
    assert told["errors"][0]["pointer"] == "/title"
    forced = again | {"force": True}
    told = refused(story, Role.DEPT_AGENT, "actions", forced, code="invalid-text", status=422)
    assert told["errors"][0]["pointer"] == "/motive"
    told = story.change(Role.DEPT_AGENT, "actions", forced | {"motive": "Deux lieux."})
    path = f"/conventions/{story.convention}/events"
    shown = story.person(Role.DEPT_MANAGER).get(path, min_position=told["position"]).json or {}
    last = shown["items"][0]
    assert "PERMANENCES" in last["sentence"]
    assert shown["texts"][last["reason"]] == "Deux lieux."


@pytest.mark.parametrize("name", ["Agence\u202eerusser ed", "Agence\u2028régionale", "\u200b"])
def test_the_name_of_an_organization_is_read_as_it_is_written(story: Story, name: str) -> None:
    body = {"legal_name": name, "kind": "ars"}
    answer = story.person(Role.TENANT_ADMIN).post("/organizations", body)
    told = problem(answer, 422, "invalid-text")
    assert told["errors"][0]["pointer"] == "/legal_name"


def test_an_action_never_continues_itself(story: Story) -> None:
    story.draft()
    body = {"title": "Mobilité", "axe": 3, "nature": "carried_over"}
    mine = story.change(Role.DEPT_AGENT, "actions", body)["created"]
    origin = {"from_convention_id": story.convention, "from_action_id": mine}
    path = f"actions/{mine}/origin"
    told = refused(story, Role.DEPT_AGENT, path, origin, code="own-origin", status=422)
    assert told["errors"][0]["pointer"] == "/from_action_id"
