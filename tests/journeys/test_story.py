"""From the first word to the avenant, as the people of a département live it."""

import pytest

from domain.roles import Role
from tests.journeys.story import Story
from tests.journeys.world import World

HOLDERS = {f"Titulaire ({office})" for office in ("prefet", "president", "director")}


@pytest.fixture(scope="module")
def signed(here: World) -> Story:
    story = Story(here)
    story.registry()
    story.draft()
    story.partner_joins()
    story.sign()
    story.avenant()
    return story


def test_the_avenant_is_the_version_in_force(signed: Story) -> None:
    agent, at = signed.person(Role.DEPT_AGENT), signed.told[-1]["position"]
    path = f"/conventions/{signed.convention}"
    detail = agent.get(path, min_position=at)
    assert detail.status_code == 200, detail.text
    assert detail.json is not None
    assert (detail.json["version_no"], detail.json["life"]) == (2, "running")
    assert detail.headers["ETag"] == f'"v{signed.version}"'
    versions = agent.get(f"{path}/versions", min_position=at).json
    assert versions is not None
    assert [(one["version_no"], one["act"]) for one in versions["items"]] == [
        (1, "initial"),
        (2, "avenant"),
    ]


def test_each_version_says_what_it_said(signed: Story) -> None:
    agent, at = signed.person(Role.DEPT_AGENT), signed.told[-1]["position"]
    path = f"/conventions/{signed.convention}"
    for number, cents in ((1, 1_200_000), (2, 2_400_000)):
        shown = agent.get(f"{path}/versions/{number}", min_position=at).json
        assert shown is not None
        assert [one["total_cents"] for one in shown["exercices"]] == [cents]


def test_the_partner_signed_and_reads_its_own(signed: Story) -> None:
    partner, at = signed.person(Role.PARTNER_SIGNATORY), signed.told[-1]["position"]
    shown = partner.get(f"/conventions/{signed.convention}/signatures", min_position=at).json
    assert shown is not None
    assert {slot["status"] for slot in shown["round"]["slots"]} == {"signed"}
    assert "people" not in shown
    found = partner.get("/conventions", min_position=at).json
    assert found is not None
    assert [one["convention_id"] for one in found["items"]] == [signed.convention]


def test_the_trail_has_one_sentence_per_event_and_names_nobody(signed: Story) -> None:
    agent, at = signed.person(Role.DEPT_AGENT), signed.told[-1]["position"]
    path = f"/conventions/{signed.convention}/events"
    events, query = [], {"min_position": at, "limit": 7}
    while True:
        page = agent.get(path, **query).json
        assert page is not None
        events += page["items"]
        assert set(page["people"].values()) <= {"effacé", *HOLDERS}
        assert not any(name in str(page["items"]) for name in HOLDERS)
        if page["next"] is None:
            break
        query = {"cursor": page["next"], "limit": 7}
    assert [one["version"] for one in events] == list(range(signed.version, 0, -1))
    adjusted = next(one for one in events if one["type"] == "convention.funding_adjusted")
    assert adjusted["role"] == "dept_agent"


def test_words_that_may_be_erased_stand_beside_the_events(signed: Story) -> None:
    agent, at = signed.person(Role.DEPT_AGENT), signed.told[-1]["position"]
    page = agent.get(f"/conventions/{signed.convention}/events", min_position=at, limit=200).json
    assert page is not None
    assert "Une action de plus." in page["texts"].values()
    assert "Une action de plus." not in str(page["items"])
