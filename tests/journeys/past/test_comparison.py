"""What differs between versions, by HTTP: with the events behind it, for those who read them."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from domain.roles import Role
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import World


@pytest.fixture(scope="module")
def amended(here: World) -> Story:
    """Version 2 has one action more, with 12 000 € of the Département."""
    story = Story(here)
    story.registry()
    story.draft()
    story.partner_joins()
    story.sign()
    story.avenant()
    return story


Query = dict[str, Any]
VERSIONS: Query = {"from": "1", "to": "2"}


def asked(story: Story, query: Query, role: Role = Role.DEPT_AGENT, part: str = "") -> TestResponse:
    at: Query = {} if "as_of" in query else {"min_position": story.told[-1]["position"]}
    path = f"/conventions/{story.convention}/comparison{part}"
    return story.person(role).get(path, **query, **at)


def compared(story: Story, query: Query, role: Role = Role.DEPT_AGENT) -> dict[str, Any]:
    answer = asked(story, query, role)
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def test_two_versions(amended: Story) -> None:
    found = compared(amended, VERSIONS)
    assert (found["between"], found["empty"]) == ("versions", False)
    assert (found["from"]["version_no"], found["to"]["version_no"]) == (1, 2)
    assert [(one["part"], one["change"]) for one in found["lines"]] == [
        ("actions", "added"),
        ("funding", "added"),
    ]
    (amount,) = found["amounts"]
    assert (amount["axe"], amount["side"], amount["delta_cents"]) == (3, "departement", 1_200_000)
    (exercice,) = found["totals"]["exercices"]
    assert (exercice["old_cents"], exercice["new_cents"]) == (1_200_000, 2_400_000)
    assert found["actions_count"] == [{"axe": 3, "old": 1, "new": 2}]
    assert amended.organizations["departement"] in found["organizations"]


def test_each_line_names_the_facts_and_who_did_it(amended: Story) -> None:
    found = compared(amended, VERSIONS)
    kinds = {one["position"]: one["type"] for one in found["events"]}
    (amount,) = found["amounts"]
    assert [kinds[position] for position in amount["positions"]] == [
        "convention.funding_planned",
        "convention.funding_adjusted",
    ]
    named = {position for one in found["lines"] for position in one["positions"]}
    assert named == set(kinds)
    author = str(amended.here.caller(Role.DEPT_AGENT).person_id)
    assert {one["person_id"] for one in found["events"]} == {author}
    assert found["people"].keys() == {author}
    assert "Deux permanences de plus." in found["texts"].values()


def test_who_reads_no_journal_is_told_what_differs_and_not_by_whom(amended: Story) -> None:
    """The partner has joined, and so may read versions."""
    whole = compared(amended, VERSIONS)
    found = compared(amended, VERSIONS, Role.PARTNER_AGENT)
    assert found["events"] == []
    assert "people" not in found
    assert "texts" not in found
    assert found["lines"] == whole["lines"]


def test_a_comparison_at_a_position_stays_true_unless_it_names_people(amended: Story) -> None:
    at = amended.told[-1]["position"]
    query = VERSIONS | {"as_of": at}
    for role, kept in ((Role.PARTNER_AGENT, "immutable"), (Role.DEPT_AGENT, "no-store")):
        answer = asked(amended, query, role)
        assert kept in answer.headers["Cache-Control"]
        assert answer.headers["Pacte-Position"] == str(at)


def test_without_a_word_what_is_in_force_and_the_working_copy(amended: Story) -> None:
    problem(asked(amended, {}), 404, "no-working-copy")
    before = amended.told[-1]["position"]
    amended.change(Role.DEPT_MANAGER, "avenants", {"motive": "Encore une."})
    article = {"no": 1, "title": "Objet", "text": "La convention…"}
    amended.change(Role.DEPT_AGENT, "articles", article)
    found = compared(amended, {})
    assert found["between"] == "working_copy"
    assert found["to"]["working_copy"] is True
    (line,) = found["lines"]
    assert (line["part"], line["key"], line["field"]) == ("articles", "1", "text")
    assert line["redline"] == [
        {"op": "kept", "text": "La"},
        {"op": "removed", "text": " présente"},
        {"op": "kept", "text": " convention…"},
    ]
    moments = compared(amended, {"from": f"@{before}", "to": f"@{amended.told[-1]['position']}"})
    assert moments["between"] == "moments"
    assert moments["lines"] == found["lines"]


def test_two_instants_are_what_was_recorded_by_then(amended: Story) -> None:
    events = amended.person(Role.DEPT_AGENT).get("/trail", limit="200").json or {}
    stamps = {one["position"]: one["recorded_at"] for one in events["items"]}
    old, new = min(stamps) + 20, max(stamps)
    found = compared(amended, {"from": stamps[old], "to": stamps[new]})
    assert found["between"] == "moments"
    assert (found["from"]["position"], found["to"]["position"]) == (old, new)
    assert found["lines"] == compared(amended, {"from": f"@{old}", "to": f"@{new}"})["lines"]
    years = {"from": "2024", "to": "2024", "of": stamps[new]}
    answer = asked(amended, years, part="/exercices")
    assert (answer.json or {})["from"]["position"] == new


def test_an_instant_to_come_is_refused_by_its_name(amended: Story) -> None:
    answer = asked(amended, {"from": "1", "to": "2199-01-01T00:00:00Z"})
    assert problem(answer, 400, "position-beyond-head")["errors"][0]["parameter"] == "to"


def test_two_exercices_of_one_content(amended: Story) -> None:
    found = asked(amended, {"from": "2024", "to": "2025"}, part="/exercices")
    problem(found, 404, "no-such-exercice")
    known = asked(amended, {"from": "2024", "to": "2024", "of": "1"}, part="/exercices").json
    assert known is not None
    assert (known["between"], known["empty"]) == ("exercices", True)
    assert known["totals"]["sides"] == [
        {
            "exercice": None,
            "key": "departement",
            "old_cents": 1_200_000,
            "new_cents": 1_200_000,
            "delta_cents": 0,
        }
    ]
    problem(asked(amended, {}, part="/exercices"), 400, "invalid-exercices")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"from": "1", "to": "9"}, 404, "no-such-version"),
        ({"from": "1", "to": "@999999"}, 400, "position-beyond-head"),
        ({"from": "0"}, 400, "invalid-parameter"),
        ({"from": "1", "to": "2199-01-01T00:00:00Z"}, 400, "position-beyond-head"),
        ({"from": "2020-01-01T00:00:00Z", "to": "1"}, 404, "before-first-record"),
        ({"from": "2024-06-01T00:00:00"}, 400, "invalid-parameter"),
        ({"from": "2024-13-01T00:00:00Z"}, 400, "invalid-parameter"),
        ({"from": "hier"}, 400, "invalid-parameter"),
        ({"to": "projet"}, 400, "invalid-parameter"),
        ({"to": ""}, 400, "invalid-parameter"),
        ({"as_of": "yesterday"}, 400, "invalid-parameter"),
        ({"version": "1"}, 400, "invalid-parameter"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    amended: Story, query: dict[str, str], status: int, code: str
) -> None:
    problem(asked(amended, query), status, code)


def test_administrators_compare_no_business(amended: Story) -> None:
    for part in ("", "/exercices"):
        problem(asked(amended, {}, Role.TENANT_ADMIN, part), 403, "forbidden")
