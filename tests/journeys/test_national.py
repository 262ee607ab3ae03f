"""Across départements: nobody is told more than what may be seen, and who is told is known."""

from datetime import timedelta
from typing import Any

import pytest

from domain.roles import Role
from infra.clock import day_of
from infra.store.connections.names import PLATFORM
from infra.store.watch import looks
from services.access import commands, mandates
from tests.journeys.house import PUBLIC, House, Resident
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem

# Lozère is in Occitanie, the Hautes-Alpes are not.
INSIDE, OUTSIDE = "48", "05"


def commissioner(home: House, region: str = "76") -> Resident:
    who = home.resident(Role.COMMISSIONER, PLATFORM)
    today = day_of(home.clock())
    command = commands.GrantRegionalMandate(
        person_id=who.person_id, region_code=region, since=today, until=today + timedelta(days=30)
    )
    mandates.grant_regional_mandate(home.wiring.platform(), home.hoster(), command)
    return who


def national_viewer(home: House) -> Resident:
    who = home.resident(Role.NATIONAL_VIEWER, PLATFORM)
    today = day_of(home.clock())
    command = commands.GrantNationalMandate(
        person_id=who.person_id, since=today, until=today + timedelta(days=30)
    )
    mandates.grant_national_mandate(home.wiring.platform(), home.hoster(), command)
    return who


def overview(home: House, who: Resident, **asked: Any) -> dict[str, Any]:
    url = "/api/v1/national/overview"
    answer = home.inside(who).http.get(url, base_url=PUBLIC, query_string=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def looked(home: House, who: Resident, tenant: str) -> list[str]:
    found = looks.page(home.wiring.pool, tenant)
    return [one["query"] for one in found if one["person_id"] == str(who.person_id)]


@pytest.mark.parametrize("past", [False, True])
def test_a_commissioner_is_told_of_the_own_region_alone(home: House, *, past: bool) -> None:
    who = commissioner(home)
    home.reach(INSIDE)
    asked = {"as_of": home.clock().isoformat().replace("+00:00", "Z")} if past else {}
    found = overview(home, who, **asked)
    assert found["positions"].keys() == {INSIDE}
    assert looked(home, who, INSIDE) == ["read_overview"]
    assert looked(home, who, OUTSIDE) == []


def test_the_national_centre_is_told_of_all_and_all_know(home: House) -> None:
    who = national_viewer(home)
    assert overview(home, who)["positions"].keys() == {INSIDE, OUTSIDE}
    for tenant in (INSIDE, OUTSIDE):
        assert looked(home, who, tenant) == ["read_overview"]


@pytest.mark.parametrize("form", ["overview", "receipt"])
def test_they_know_too_of_an_answer_that_there_is_nothing(home: House, form: str) -> None:
    who = national_viewer(home)
    url, asked = f"/api/v1/national/{form}", {"as_of": "2020-01-01T00:00:00Z"}
    answer = home.inside(who).http.get(url, base_url=PUBLIC, query_string=asked)
    problem(answer, 404, "before-first-record")
    for tenant in (INSIDE, OUTSIDE):
        assert len(looked(home, who, tenant)) == 1


def test_a_region_without_departement_has_nothing_to_tell(home: House) -> None:
    who = commissioner(home, "32")
    answer = home.inside(who).http.get("/api/v1/national/overview", base_url=PUBLIC)
    problem(answer, 404, "before-first-record")


@pytest.fixture
def story(home: House) -> Story:
    told = Story(home, INSIDE)
    told.registry()
    told.draft()
    return told


def reached(home: House, story: Story) -> int:
    """The last position, once everything is shown as it stands there."""
    home.reach(story.tenant)
    position = int(story.told[-1]["position"])
    story.person(Role.DEPT_AGENT).get("/trail", min_position=position)
    return position


def shown(found: dict[str, Any], story: Story) -> list[tuple[int | None, str | None]]:
    return [
        (one["version_no"], one["stage"])
        for one in found["conventions"]
        if one["convention_id"] == story.convention
    ]


def test_the_overview_shows_each_what_has_come_so_far(home: House, story: Story) -> None:
    above, centre = commissioner(home), national_viewer(home)

    def both() -> tuple[Any, Any]:
        reached(home, story)
        return shown(overview(home, above), story), shown(overview(home, centre), story)

    assert both() == ([], [])
    story.agree()
    assert both() == ([(None, "under_review")], [])
    amounts = overview(home, above)["amounts"]
    assert story.convention not in [one["convention_id"] for one in amounts]
    story.freeze()
    story.all_sign(story.open_round())
    assert both() == ([(1, None)], [(1, None)])
    story.open_avenant()
    assert both() == ([(1, None)], [(1, None)])
    story.agree()
    assert both() == ([(1, "under_review")], [(1, None)])


def test_each_line_says_whether_it_applies_on_the_day(home: House, story: Story) -> None:
    above, centre = commissioner(home), national_viewer(home)
    story.sign("2025-01-01")
    story.change(Role.DEPT_MANAGER, "execution", {"on": "2025-01-01"})
    story.change(Role.DEPT_MANAGER, "avenants", {"motive": "Une action de plus."})
    story.action("Mobilité des jeunes")
    story.agree()
    reached(home, story)

    def judged(who: Resident, **asked: Any) -> list[tuple[str, Any, bool]]:
        return [
            (
                one["standing"]["code"],
                one["standing"]["version_no"],
                one["standing"]["changes_pending"],
            )
            for one in overview(home, who, **asked)["conventions"]
            if one["convention_id"] == story.convention
        ]

    assert judged(centre) == [("in_force", 1, False)]
    assert judged(above) == [("in_force", 1, True)]
    assert judged(centre, in_force_on="2024-06-01") == []
    assert judged(above, in_force_on="2024-06-01") == [("changes_pending", None, True)]
    assert judged(above, in_force_on="2025-06-01") == [("in_force", 1, True)]
    then = home.clock().isoformat().replace("+00:00", "Z")
    (found,) = [
        one["standing"]
        for one in overview(home, centre, as_of=then)["conventions"]
        if one["convention_id"] == story.convention
    ]
    assert found["on"] == day_of(home.clock()).isoformat()
    assert found["text"].startswith(
        "Version\u00a01, en vigueur depuis le 1er\u00a0janvier\u00a02025"
    )


def test_what_was_sent_back_is_shown_at_no_moment(home: House, story: Story) -> None:
    """As one convention, so in every list."""
    who = commissioner(home)
    visitor = home.inside(who)
    story.agree()
    story.freeze()
    story.open_round()
    during, then = reached(home, story), home.clock().isoformat().replace("+00:00", "Z")

    def listed(path: str) -> list[str]:
        answer = visitor.read(path, as_of=during)
        assert answer.status_code == 200, answer.text
        return [one["convention_id"] for one in (answer.json or {})["items"]]

    for path in ("/conventions", "/signatures-awaited"):
        assert story.convention in listed(path)
    assert shown(overview(home, who, as_of=then), story) == [(None, "signing")]
    story.change(Role.DEPT_MANAGER, "signature-round/cancellation", {"motive": "Une erreur."})
    reached(home, story)
    problem(visitor.read(f"/conventions/{story.convention}", as_of=during), 403, "forbidden")
    for path in ("/conventions", "/signatures-awaited"):
        assert story.convention not in listed(path)
    assert shown(overview(home, who, as_of=then), story) == []
