"""The same kind of act in two départements: for who looks in from above, and known in both."""

from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from domain.roles import Role
from tests.journeys.house import House
from tests.journeys.story import CPT, Story
from tests.journeys.test_bad_input import problem
from tests.journeys.test_from_above import Land, Looker, looker


def signed(home: House, tenant: str, cents: int, **given: Any) -> Story:
    story = Story(home, tenant, asked=CPT | given)
    story.registry()
    story.draft()
    line = {
        "funder_id": story.organizations["departement"],
        "exercice": 2025,
        "amount_cents": cents,
        "action_id": story.told[-3]["created"],
    }
    story.change(Role.DEPT_AGENT, "funding-lines", line)
    story.sign()
    home.reach(tenant)
    return story


@pytest.fixture(scope="module")
def acts(one_house: House) -> dict[str, Story]:
    return {code: signed(one_house, code, cents) for code, cents in (("48", 700), ("05", 1_000))}


def looking(home: House, role: Role) -> Looker:
    return looker(Land(home, "", "", "", 0, 0), role)


def asked(eye: Looker, story: Story, code: str = "05", **more: Any) -> TestResponse:
    path = f"/conventions/{story.convention}/comparison/departements"
    query: dict[str, Any] = {"with": code, **more}
    return eye.read(path, **query)


def test_the_national_centre_compares_two(home: House, acts: dict[str, Story]) -> None:
    eye = looking(home, Role.NATIONAL_VIEWER)
    answer = asked(eye, acts["48"], convention=acts["05"].convention)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    found = answer.json or {}
    assert (found["between"], found["lines"], found["events"]) == ("departements", [], [])
    assert (found["departement_from"], found["departement_to"]) == ("48", "05")
    assert [found[side]["convention_id"] for side in ("from", "to")] == [
        acts["48"].convention,
        acts["05"].convention,
    ]
    gaps = {one["exercice"]: one["delta_cents"] for one in found["totals"]["exercices"]}
    assert gaps == {2024: 0, 2025: 300}


def test_both_of_them_know_who_looked(home: House, acts: dict[str, Story]) -> None:
    eye = looking(home, Role.NATIONAL_VIEWER)
    answer = asked(eye, acts["48"], convention=acts["05"].convention)
    for code, story in acts.items():
        (row,) = eye.looks(code)
        assert (row["query"], row["subject"]) == ("read_comparison", story.convention)
        assert row["correlation_id"] == answer.headers["X-Correlation-Id"]


def test_the_only_act_of_the_kind_needs_no_name(home: House, acts: dict[str, Story]) -> None:
    eye = looking(home, Role.NATIONAL_VIEWER)
    answer = asked(eye, acts["48"])
    assert (answer.json or {})["to"]["convention_id"] == acts["05"].convention
    another = signed(home, "05", 1)
    problem(asked(eye, acts["48"]), 400, "several-conventions")
    named = asked(eye, acts["48"], convention=another.convention)
    assert (named.json or {})["to"]["convention_id"] == another.convention


def test_both_know_too_when_there_is_nothing_to_compare(
    home: House, acts: dict[str, Story]
) -> None:
    """That there are several acts, or none, is told by an answer that compares nothing."""
    signed(home, "05", 1)
    alone = signed(home, "48", 1, kind="CLS", axes=[1, 3, 4])
    for story, code in ((acts["48"], "several-conventions"), (alone, "no-convention")):
        eye = looking(home, Role.NATIONAL_VIEWER)
        answer = asked(eye, story)
        problem(answer, 400, code)
        (there,), (here,) = eye.looks("05"), eye.looks("48")
        assert (there["query"], here["query"]) == ("read_conventions", "read_comparison")
        assert there["correlation_id"] == answer.headers["X-Correlation-Id"]


def test_it_leaves_as_a_workbook_and_on_paper(home: House, acts: dict[str, Story]) -> None:
    eye = looking(home, Role.NATIONAL_VIEWER)
    for form, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        answer = asked(eye, acts["48"], convention=acts["05"].convention, format=form)
        assert answer.data.startswith(begins)
        assert answer.headers["Cache-Control"] == "no-store"


def test_who_may_see_one_alone_compares_no_two(home: House, acts: dict[str, Story]) -> None:
    """The commissioner of Occitanie, and somebody of the Lozère: the Hautes-Alpes do not exist."""
    commissioner = looking(home, Role.COMMISSIONER)
    agent = home.resident(Role.DEPT_AGENT)
    at_home = Looker(commissioner.land, agent, home.inside(agent))
    for eye in (commissioner, at_home):
        problem(asked(eye, acts["48"]), 404, "unknown-tenant")
        problem(asked(eye, acts["48"], "99"), 404, "unknown-tenant")
        assert eye.looks("05") == []


def test_what_cannot_be_meant_is_refused(home: House, acts: dict[str, Story]) -> None:
    eye = looking(home, Role.NATIONAL_VIEWER)
    path = f"/conventions/{acts['48'].convention}/comparison/departements"
    problem(eye.read(path), 400, "invalid-parameter")
    problem(asked(eye, acts["48"], "05!"), 400, "invalid-parameter")
    own = problem(asked(eye, acts["48"], "48"), 400, "same-departement")
    assert own["errors"][0]["parameter"] == "with"
    problem(asked(eye, acts["48"], as_of="12"), 400, "invalid-parameter")
    problem(asked(eye, acts["48"], convention=str(uuid4())), 403, "forbidden")


def test_a_page_shows_it_too(home: House, acts: dict[str, Story]) -> None:
    eye = looking(home, Role.NATIONAL_VIEWER)
    path = f"/t/48/conventions/{acts['48'].convention}/comparaison"
    page = eye.visitor.get(f"{path}/departements?with=05&convention={acts['05'].convention}")
    assert page.status_code == 200
    for words in ("Lozère (48)", "Hautes-Alpes (05)", "+3,00", "Plateforme nationale"):
        assert words in page.text, words
    assert "Comparer ces départements" in eye.visitor.get(path).text
