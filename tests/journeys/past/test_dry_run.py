"""A proposed avenant is tried by HTTP: what it would change, what stops it, and nothing is kept."""

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from werkzeug.test import TestResponse

from domain.convention.convention import Convention
from domain.roles import Role
from infra.store.connections.names import compose
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import CLS, World

TABLES = ("events", "commands", "free_text", "person", "access_log", "outbox")


@pytest.fixture(scope="module")
def running(here: World) -> Story:
    """Version 1 is in force, with one action of 12 000 € of the Département."""
    story = Story(here)
    story.registry()
    story.draft()
    story.sign()
    story.change(Role.DEPT_MANAGER, "execution", {"on": "2024-01-01"})
    return story


def dry_run(story: Story, changes: Any, role: Role = Role.DEPT_AGENT) -> TestResponse:
    """Without a key and without If-Match: nothing can be done twice."""
    person = story.person(role)
    return story.here.app.test_client().post(
        f"/api/v1/tenants/48/conventions/{story.convention}/comparison/dry-run",
        headers=person.headers(),
        json={"changes": changes},
    )


def tried(story: Story, *changes: Any, role: Role = Role.DEPT_AGENT) -> dict[str, Any]:
    answer = dry_run(story, list(changes), role)
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def change(post: str, creates: str | None = None, **body: Any) -> dict[str, Any]:
    named = {"creates": creates} if creates else {}
    return {"post": post, "body": body, **named}


def held(story: Story) -> dict[str, int]:
    """How many rows everything that a command could write has."""
    with psycopg.connect(str(story.here.settings.database_owner_url)) as connection:
        return {
            table: connection.execute(
                compose("SELECT count(*) FROM {schema}.{table}", schema="t_48", table=table)
            ).fetchall()[0][0]
            for table in TABLES
        }


def whole(story: Story) -> list[dict[str, Any]]:
    """One more action with money, another article, another amount."""
    action, (line,) = str(uuid4()), lines(story)
    return [
        change("actions", action, title="Mobilité des jeunes", axe=3, nature="new"),
        change(
            "funding-lines",
            funder_id=story.organizations["departement"],
            exercice=2025,
            amount_cents=500_050,
            action_id=action,
        ),
        change("articles", no=1, title="Objet", text="La convention…"),
        change("funding-adjustments", line_id=line, amount_cents=1_300_000, motive="Un essai."),
    ]


def lines(story: Story) -> list[str]:
    at = story.told[-1]["position"]
    path = f"/conventions/{story.convention}/funding"
    found = story.person(Role.DEPT_AGENT).get(path, min_position=at).json or {}
    return [one["line_id"] for one in found["lines"]]


def test_a_proposed_avenant_is_compared_with_what_is_in_force(running: Story) -> None:
    found = tried(running, *whole(running))
    assert (found["between"], found["problems"]) == ("proposal", [])
    assert (found["from"]["version_no"], found["to"]["state"]) == (1, "proposed")
    assert found["to"]["standing"]["code"] == "proposed"
    assert {(one["part"], one["change"]) for one in found["lines"]} == {
        ("actions", "added"),
        ("articles", "changed"),
        ("funding", "added"),
        ("funding", "changed"),
    }
    gaps = {one["exercice"]: one["delta_cents"] for one in found["totals"]["exercices"]}
    assert gaps == {2024: 100_000, 2025: 500_050}
    summed: dict[int, int] = {}
    for one in found["amounts"]:
        summed[one["exercice"]] = summed.get(one["exercice"], 0) + one["delta_cents"]
    assert summed == gaps
    assert (found["events"], {len(one["positions"]) for one in found["lines"]}) == ([], {0})


def test_nothing_of_it_is_kept(running: Story) -> None:
    pactes = running.here.wiring.pactes("48")
    before = held(running), pactes.recorder.max_notification_id()
    tried(running, *whole(running))
    tried(running, change("actions", title=""), change("actions/x/title", title="A"))
    assert (held(running), pactes.recorder.max_notification_id()) == before
    shown = running.person(Role.DEPT_AGENT).get(f"/conventions/{running.convention}")
    assert shown.headers["ETag"] == f'"v{running.version}"'
    loaded = pactes.load(Convention, UUID(running.convention))
    assert (loaded.version, loaded.avenant) == (running.version, None)


def test_what_is_refused_is_named_and_leaves_the_rest(running: Story) -> None:
    unknown = str(uuid4())
    found = tried(
        running,
        change("articles", no=1, title="Objet", text="La convention…"),
        change(f"actions/{unknown}/withdrawal", motive="Plus lieu d’être."),
        change("actions", title="Une autre", axe=9, nature="new"),
        change("actions", title="Permanences d’accès aux droits", axe=3, nature="new"),
        change("agreements"),
        change("actions", title="Encore une", axe=3, nature="new", budget=3),
    )
    assert [(one["part"], one["key"]) for one in found["lines"]] == [("articles", "1")]
    pointers = [one["pointer"] for one in found["problems"]]
    assert [each.split("/")[2] for each in pointers] == ["1", "2", "3", "4", "5"]
    assert pointers[3:] == ["/changes/4/post", "/changes/5/body/budget"]
    assert all(one["type"].startswith("urn:pacte:problem:") for one in found["problems"])
    assert all(one["detail"].endswith(".") for one in found["problems"])


def test_a_refusal_halfway_through_a_command_leaves_nothing(running: Story) -> None:
    """The action is added before its motive is found to be missing."""
    twin: dict[str, Any] = {
        "title": "Permanences d’accès aux droits",
        "axe": 3,
        "nature": "new",
        "force": True,
    }
    found = tried(
        running,
        change("articles", no=1, title="Objet", text="La convention…"),
        change("actions", **twin),
        change("articles", no=2, title="Durée", text="Quatre ans."),
    )
    assert [(one["part"], one["key"]) for one in found["lines"]] == [
        ("articles", "1"),
        ("articles", "2"),
    ]
    (one,) = found["problems"]
    assert one["pointer"] == "/changes/1/body/motive"


def test_what_could_not_be_agreed_on_is_said(running: Story) -> None:
    found = tried(
        running,
        change(
            "funding-lines",
            funder_id=running.organizations["departement"],
            exercice=2024,
            amount_cents=100,
        ),
    )
    assert len(found["amounts"]) == 1
    assert [one["pointer"] for one in found["problems"]] == ["/changes"]
    assert "aucune action" in found["problems"][0]["detail"]


def test_each_change_asks_for_its_own_right(running: Story) -> None:
    found = tried(running, *whole(running), role=Role.STATE_AGENT)
    assert {one["type"] for one in found["problems"]} == {"urn:pacte:problem:forbidden"}
    assert found["lines"] == []
    for role in (Role.PARTNER_AGENT, Role.AUDITOR, Role.TENANT_ADMIN, Role.DEPT_SIGNATORY):
        problem(dry_run(running, [], role), 403, "forbidden")


def test_on_an_open_avenant_it_is_what_comes_on_top(here: World, running: Story) -> None:
    """What the avenant changed already has been made by somebody: it is no part of a proposal."""
    open_one = Story(here)
    open_one.organizations = running.organizations
    open_one.draft()
    open_one.sign()
    open_one.open_avenant()
    found = tried(open_one, change("articles", no=7, title="Autre", text="Un article."))
    assert [(one["part"], one["change"]) for one in found["lines"]] == [("articles", "added")]
    assert found["amounts"] == []
    assert found["from"]["state"] == "working"


def test_what_cannot_be_amended_is_refused(here: World, running: Story) -> None:
    draft = Story(here)
    made = running.ask(Role.DEPT_AGENT, "/conventions", CLS)
    draft.organizations, draft.convention = running.organizations, made["id"]
    problem(dry_run(draft, []), 409, "not-running")
    draft.convention = str(uuid4())
    problem(dry_run(draft, []), 404, "not-found")


@pytest.mark.parametrize("body", [[], {}, {"changes": [{"post": "actions"}]}, {"changes": "x"}])
def test_what_is_no_proposal_is_refused(running: Story, body: Any) -> None:
    person = running.person(Role.DEPT_AGENT)
    path = f"/api/v1/tenants/48/conventions/{running.convention}/comparison/dry-run"
    answer = running.here.app.test_client().post(path, headers=person.headers(), json=body)
    problem(answer, 422, "invalid")
