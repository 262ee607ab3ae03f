"""What did the State know on D1 about what applied on D2: of every read that can be asked so."""

import json
from typing import Any

import pytest

from domain.roles import Role
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import CLS, Person, World

SEALED = "a seal of before never changes, and names its own size"
# Reads that have no past, and why.
NO_PAST = {
    "/tenants/{code}/persons/{person_id}": "what can be erased has no past",
    "/tenants/{code}/providers": "by whom people come in now",
    "/tenants/{code}/access-log": "a log of its own, with positions of its own",
    "/tenants/{code}/evidence/checkpoint": SEALED,
    "/tenants/{code}/evidence/consistency": SEALED,
    "/tenants/{code}/evidence/inclusion": SEALED,
    "/tenants/{code}/access-log/evidence/checkpoint": SEALED,
    "/tenants/{code}/access-log/evidence/consistency": SEALED,
    "/tenants/{code}/access-log/evidence/inclusion": SEALED,
}
# Reads of the log, of accounts and of what is not in force yet: no day on which they apply.
NO_DAY = {
    *NO_PAST,
    "/tenants/{code}/trail",
    "/tenants/{code}/conventions/{convention_id}/events",
    "/tenants/{code}/events/{event}",
    "/tenants/{code}/events/{event}/effects",
    "/tenants/{code}/events/{event}/notifications",
    "/tenants/{code}/events/{event}/request",
    "/tenants/{code}/replay",
    "/tenants/{code}/evidence/bundle",
    "/tenants/{code}/conventions/{convention_id}/replay",
    "/tenants/{code}/signatures-awaited",
    "/tenants/{code}/members",
    "/national/framework",
    "/national/tenants",
    "/platform/members",
    "/platform/providers",
    "/platform/tenants",
}
# Of one convention: the answer says whether what it shows applies.
JUDGED = ("", "/versions/1", "/actions", "/funding", "/partners", "/signatures")


@pytest.fixture(scope="module")
def amended(here: World) -> Story:
    """Version 1 applies from 2024 on, version 2 from 2025 on, and a third is being written."""
    story = Story(here)
    story.registry()
    story.draft()
    story.partner_joins()
    story.sign()
    story.avenant()
    story.change(Role.DEPT_MANAGER, "avenants", {"motive": "Encore une action."})
    story.action("Une troisième")
    story.person(Role.DEPT_AGENT).get("/trail", min_position=story.told[-1]["position"])
    return story


def read(story: Story, part: str = "", role: Role = Role.DEPT_AGENT, **query: Any) -> Any:
    answer = story.person(role).get(f"/conventions/{story.convention}{part}", **query)
    assert answer.status_code == 200, answer.text
    return answer.json


def signing(story: Story, kind: str) -> int:
    trail = read(story, "/events", limit=200)["items"]
    return int(next(one["position"] for one in trail if one["type"] == f"convention.{kind}_signed"))


def test_every_read_takes_the_clocks_or_says_why_not(here: World) -> None:
    document = json.loads(here.app.test_client().get("/api/v1/openapi.json").data)
    asked = {
        path.removeprefix("/api/v1"): {
            one["name"] for one in operations["get"].get("parameters", []) if "name" in one
        }
        for path, operations in document["paths"].items()
        if "get" in operations
    }
    assert len(asked) > 20
    assert {path for path, names in asked.items() if "as_of" not in names} == NO_PAST.keys()
    assert {path for path, names in asked.items() if "in_force_on" not in names} == NO_DAY


@pytest.mark.parametrize("part", JUDGED)
def test_each_answer_says_whether_what_it_shows_applies(amended: Story, part: str) -> None:
    standing = read(amended, part, in_force_on="2024-06-01")["standing"]
    assert standing["on"] == "2024-06-01"
    assert (standing["code"], standing["version_no"]) == (
        ("changes_pending", 1) if part == "/partners" else ("in_force", 1)
    )
    assert standing["changes_pending"] is True
    assert standing["text"]


@pytest.mark.parametrize(
    ("version", "day", "code"),
    [
        (1, "2023-12-31", "signed_not_in_force"),
        (1, "2024-06-01", "in_force"),
        (1, "2025-06-01", "superseded"),
        (2, "2024-06-01", "signed_not_in_force"),
        (2, "2025-06-01", "in_force"),
        (2, "2028-01-01", "over"),
        (1, "2028-01-01", "superseded"),
    ],
)
def test_a_version_is_judged_on_a_day(amended: Story, version: int, day: str, code: str) -> None:
    shown = read(amended, f"/versions/{version}", in_force_on=day)
    assert (shown["version"]["version_no"], shown["standing"]["code"]) == (version, code)
    listed = read(amended, "/versions", in_force_on=day)["items"]
    assert [one["standing"]["code"] for one in listed][version - 1] == code


def test_what_was_known_then_about_what_applied(amended: Story) -> None:
    """Before the avenant was signed, version 1 was what would apply in 2025."""
    first, second = (signing(amended, kind) for kind in ("convention", "avenant"))
    for as_of, version, cents in ((first, 1, 1_200_000), (second, 2, 2_400_000)):
        shown = read(amended, as_of=as_of, in_force_on="2025-06-01")
        assert shown["version"]["version_no"] == shown["standing"]["version_no"] == version
        assert [one["departement_cents"] for one in shown["exercices"]] == [cents]
        listed = amended.person(Role.DEPT_AGENT).get(
            "/conventions", as_of=as_of, in_force_on="2025-06-01"
        )
        (item,) = [
            one
            for one in (listed.json or {})["items"]
            if one["convention_id"] == amended.convention
        ]
        assert item["exercices"] == shown["exercices"]
        assert item["standing"] == shown["standing"]


def test_the_working_copy_says_that_it_does_not_apply(amended: Story) -> None:
    shown = read(amended)
    assert shown["standing"]["code"] == "changes_pending"
    assert shown["standing"]["text"].startswith("Projet en cours, qui ne s’applique pas.")
    national = read(amended, role=Role.NATIONAL_VIEWER)
    assert national["standing"]["changes_pending"] is False
    assert "cours" not in national["standing"]["text"]


def test_a_draft_was_never_signed(agent: Person) -> None:
    made = agent.post("/conventions", CLS).json or {}
    shown = agent.get(f"/conventions/{made['id']}", min_position=made["position"]).json or {}
    assert (shown["standing"]["code"], shown["standing"]["version_no"]) == ("draft", None)


def test_a_day_lists_what_applied_on_it(amended: Story) -> None:
    agent = amended.person(Role.DEPT_AGENT)
    for day, listed in (("2023-12-31", False), ("2024-06-01", True), ("2028-01-01", False)):
        found = (agent.get("/conventions", in_force_on=day).json or {})["items"]
        assert (amended.convention in {one["convention_id"] for one in found}) is listed
        assert {one["standing"]["code"] for one in found} <= {"in_force"}


def test_who_signed_what_applied_on_a_day(amended: Story) -> None:
    for day, version in (("2024-06-01", 1), ("2025-06-01", 2)):
        found = read(amended, "/signatures", in_force_on=day)["round"]
        assert (found["version_no"], found["status"]) == (version, "completed")
        assert {slot["status"] for slot in found["slots"]} == {"signed"}
    path = f"/conventions/{amended.convention}/signatures"
    answer = amended.person(Role.DEPT_AGENT).get(path, in_force_on="2023-01-01")
    problem(answer, 404, "no-version-in-force")


def test_partners_and_office_holders_of_a_day(amended: Story) -> None:
    assert read(amended, "/partners", in_force_on="2020-01-01")["items"] == []
    assert len(read(amended, "/partners")["items"]) == 1
    agent = amended.person(Role.DEPT_AGENT)
    for day, holders in (("2023-12-31", set()), ("2024-06-01", {"prefet"})):
        found = (agent.get("/organizations", in_force_on=day, limit=200).json or {})["items"]
        (state,) = [
            one for one in found if one["organization_id"] == amended.organizations["state"]
        ]
        assert {one["office"] for one in state["office_holders"]} == holders


def test_what_applied_on_two_days_is_compared(amended: Story) -> None:
    days: dict[str, Any] = {"from": "2024-06-01", "to": "2025-06-01"}
    found = read(amended, "/comparison", **days)
    assert (found["between"], found["from"]["version_no"], found["to"]["version_no"]) == (
        "versions",
        1,
        2,
    )
    points: dict[str, Any] = {"from": "1", "to": "working"}
    found = read(amended, "/comparison", **points, in_force_on="2025-06-01")
    codes = [found[side]["standing"]["code"] for side in ("from", "to")]
    assert codes == ["superseded", "changes_pending"]


def test_an_answer_at_a_position_is_judged_on_the_day_it_was_recorded(amended: Story) -> None:
    """So it stays the same for ever."""
    at = amended.told[-1]["position"]
    shown = read(amended, as_of=at)
    (fact,) = [one for one in read(amended, "/events", limit=200)["items"] if one["position"] == at]
    assert shown["standing"]["on"] in (fact["recorded_at"][:10], fact["effective_on"])


@pytest.mark.parametrize("part", [*JUDGED, "/versions", "/comparison", "/replay"])
@pytest.mark.parametrize(
    ("as_of", "status", "code"),
    [
        ("999999999", 400, "position-beyond-head"),
        ("2199-01-01T00:00:00Z", 400, "position-beyond-head"),
        ("0", 404, "before-first-record"),
        ("2020-01-01T00:00:00Z", 404, "before-first-record"),
        ("latest", 400, "invalid-parameter"),
        ("2024-01-01", 400, "invalid-parameter"),
    ],
)
def test_no_moment_that_cannot_be_meant_is_taken_for_the_latest(
    amended: Story, part: str, as_of: str, status: int, code: str
) -> None:
    path = f"/conventions/{amended.convention}{part}"
    problem(amended.person(Role.DEPT_AGENT).get(path, as_of=as_of), status, code)


@pytest.mark.parametrize("word", ["today", "2024-13-01", "2024", "", "1899-01-01"])
def test_nor_is_a_day(amended: Story, word: str) -> None:
    for part in JUDGED:
        path = f"/conventions/{amended.convention}{part}"
        answer = amended.person(Role.DEPT_AGENT).get(path, in_force_on=word)
        problem(answer, 400, "invalid-parameter")


def test_nor_a_version_beyond_the_end(amended: Story) -> None:
    agent, path = amended.person(Role.DEPT_AGENT), f"/conventions/{amended.convention}"
    problem(agent.get(f"{path}/versions/3"), 404, "no-such-version")
    problem(agent.get(f"{path}/versions/9999"), 404, "no-such-version")
    before = signing(amended, "avenant") - 1
    problem(agent.get(f"{path}/versions/2", as_of=before), 404, "no-such-version")
