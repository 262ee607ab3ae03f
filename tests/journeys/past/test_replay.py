"""A département replayed by HTTP: for whom, by which clock, page after page, each look kept."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from domain.roles import Role
from infra.clock import today
from infra.store.watch import looks
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import Person, World

Query = dict[str, Any]


@pytest.fixture(scope="module")
def amended(here: World) -> Story:
    story = Story(here)
    story.registry()
    story.draft()
    story.sign()
    story.avenant()
    head = story.told[-1]["position"]
    story.person(Role.DEPT_AGENT).get("/conventions", min_position=head)
    return story


@pytest.fixture
def auditor(here: World) -> Person:
    return here.person(Role.AUDITOR)


def replayed(person: Person, path: str = "/replay", **query: Any) -> dict[str, Any]:
    answer = person.get(path, **query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def test_an_auditor_replays_the_tenant_and_the_look_is_kept(
    here: World, amended: Story, auditor: Person
) -> None:
    before = len(looks.page(here.wiring.pool, "48", limit=200))
    answer = auditor.get("/replay", by="effective", until="2024-06-01")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    newest, *rest = looks.page(here.wiring.pool, "48", limit=200)
    assert len(rest) == before
    assert (newest["query"], newest["moment"]) == ("read_replay", "2024-06-01")
    assert newest["person_id"] == str(auditor.caller.person_id)


def test_both_clocks_tell_their_own_story(amended: Story, auditor: Person) -> None:
    path = f"/conventions/{amended.convention}/replay"
    recorded = replayed(auditor, path, by="recorded", limit=200)
    positions = [step["position"] for step in recorded["items"]]
    assert positions == sorted(positions)
    assert recorded["by"] == "recorded"
    money = [step["state"]["exercices"] for step in recorded["items"]]
    assert (money[0], money[-1][0]["departement_cents"]) == ([], 2_400_000)
    effective = replayed(auditor, path, by="effective", limit=200)
    order = [(step["effective_on"], step["position"]) for step in effective["items"]]
    assert order == sorted(order)
    assert sorted(at for _, at in order) == positions


@pytest.mark.parametrize(("until", "version"), [("2024-06-01", 1), ("2025-06-01", 2)])
def test_at_a_date_the_version_that_applied(
    amended: Story, auditor: Person, until: str, version: int
) -> None:
    path = f"/conventions/{amended.convention}/replay"
    (reached,) = replayed(auditor, path, by="effective", until=until)["reached"]
    assert (reached["standing"]["code"], reached["standing"]["on"]) == ("in_force", until)
    assert reached["standing"]["version_no"] == version
    shown = auditor.get(f"/conventions/{amended.convention}", in_force_on=until).json
    assert shown is not None
    assert reached["exercices"] == shown["exercices"]
    assert reached["standing"] == shown["standing"]


def test_pages_are_one_walk_at_one_position(amended: Story, auditor: Person) -> None:
    for by in ("recorded", "effective"):
        whole = replayed(auditor, by=by, limit=200)
        assert whole["next"] is None
        first = auditor.get("/replay", by=by, limit=7)
        seen, page = list((first.json or {})["items"]), first
        while cursor := (page.json or {})["next"]:
            page = auditor.get("/replay", by=by, limit=7, cursor=cursor)
            assert page.headers["Pacte-Position"] == first.headers["Pacte-Position"]
            assert (page.json or {})["reached"] == whole["reached"]
            seen += (page.json or {})["items"]
        assert seen == whole["items"]
        stolen = auditor.get("/replay", by="recorded", until=5, cursor=(first.json or {})["next"])
        problem(stolen, 400, "invalid-parameter")


def test_until_and_as_of_are_two_questions(amended: Story, auditor: Person) -> None:
    signed = next(
        one["position"]
        for one in reversed(replayed(auditor, limit=200)["items"])
        if one["type"] == "convention.convention_signed"
    )
    path = f"/conventions/{amended.convention}/replay"
    (known,) = replayed(auditor, path, by="effective", until="2025-06-01", as_of=signed)["reached"]
    assert known["standing"]["version_no"] == 1
    walked = replayed(auditor, path, until=signed, limit=200)
    assert walked["items"][-1]["position"] == signed
    assert walked["reached"][0]["signed_no"] == 1
    assert replayed(auditor, path, until=today().isoformat(), limit=200)["next"] is None


def test_nobody_is_named_and_words_stand_apart(amended: Story) -> None:
    found = replayed(amended.person(Role.DEPT_MANAGER), limit=200)
    assert "people" not in found
    assert "person_id" not in found["items"][0]
    seals = {step["reason"] for step in found["items"] if step["reason"]}
    assert seals == found["texts"].keys()
    assert "Une action de plus." in found["texts"].values()


def test_only_within_the_mandate(here: World, amended: Story, auditor: Person) -> None:
    limited = replace(auditor.caller, conventions=frozenset({UUID(amended.convention)}))
    here.callers[auditor.token] = limited
    problem(auditor.get("/replay", by="recorded"), 403, "forbidden")
    assert replayed(auditor, f"/conventions/{amended.convention}/replay")["items"]
    here.callers[auditor.token] = replace(limited, conventions=frozenset())
    path = f"/conventions/{amended.convention}/replay"
    problem(auditor.get(path, by="recorded"), 403, "forbidden")


@pytest.mark.parametrize("role", [Role.PARTNER_AGENT, Role.TENANT_ADMIN, Role.COMMISSIONER])
def test_who_reads_no_journal_replays_none(amended: Story, role: Role) -> None:
    person = amended.person(role)
    for path in ("/replay", f"/conventions/{amended.convention}/replay"):
        problem(person.get(path, by="recorded", until=10**9), 403, "forbidden")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"by": "hier"}, 400, "invalid-parameter"),
        ({"until": "hier"}, 400, "invalid-parameter"),
        ({"until": "2024-02-30"}, 400, "invalid-parameter"),
        ({"until": "999999999"}, 400, "position-beyond-head"),
        ({"until": "2199-01-01"}, 400, "position-beyond-head"),
        ({"until": "2199-01-01T00:00:00Z"}, 400, "position-beyond-head"),
        ({"as_of": "999999999"}, 400, "position-beyond-head"),
        ({"until": "9", "as_of": "8"}, 400, "position-beyond-head"),
        ({"until": "0"}, 404, "before-first-record"),
        ({"until": "2020-01-01"}, 404, "before-first-record"),
        ({"by": "effective", "until": "9"}, 400, "other-clock"),
        ({"by": "effective", "until": "2024-01-01T00:00:00Z"}, 400, "other-clock"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    amended: Story, auditor: Person, query: Query, status: int, code: str
) -> None:
    body = problem(auditor.get("/replay", **query), status, code)
    if status == 400:
        assert body["errors"][0]["parameter"] in query
