"""A partner reads a convention once it is let in, never because it knocked."""

import pytest

from domain.roles import Role
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import World

PARTS = ("", "/versions", "/actions", "/funding", "/partners", "/signatures")


@pytest.fixture
def story(here: World) -> Story:
    made = Story(here)
    made.registry()
    made.draft()
    return made


def requested(story: Story, role: Role) -> dict[str, object]:
    body = {
        "organization_id": story.organizations["ars"],
        "convention_id": story.convention,
        "contribution_text": "Médiation en santé.",
        "signatory_office": "director",
    }
    return story.ask(role, "/joinings", body)


def listed(story: Story) -> list[str]:
    partner = story.person(Role.PARTNER_AGENT)
    answer = partner.get("/conventions", min_position=story.told[-1]["position"])
    assert answer.status_code == 200, answer.text
    return [one["convention_id"] for one in (answer.json or {})["items"]]


def is_hidden(story: Story) -> None:
    assert listed(story) == []
    partner = story.person(Role.PARTNER_AGENT)
    for part in PARTS:
        problem(partner.get(f"/conventions/{story.convention}{part}"), 403, "forbidden")


def is_shown(story: Story) -> None:
    assert listed(story) == [story.convention]
    partner = story.person(Role.PARTNER_AGENT)
    for part in PARTS:
        assert partner.get(f"/conventions/{story.convention}{part}").status_code == 200


def test_who_asks_to_join_reads_nothing_before_both_sides_agreed(story: Story) -> None:
    made = requested(story, Role.PARTNER_AGENT)
    is_hidden(story)
    path = f"/joinings/{made['id']}/agreements"
    made = story.ask(Role.STATE_AGENT, path, {}, 1)
    is_hidden(story)
    story.ask(Role.DEPT_MANAGER, path, {}, 2)
    is_shown(story)


@pytest.mark.parametrize("role", [Role.PARTNER_AGENT, Role.DEPT_AGENT])
def test_a_refusal_closes_the_door(story: Story, role: Role) -> None:
    made = requested(story, role)
    motive = {"motive": "Le projet ne s’y prête pas."}
    story.ask(Role.STATE_AGENT, f"/joinings/{made['id']}/refusals", motive, 1)
    is_hidden(story)


def test_an_invited_partner_reads_what_it_is_invited_to(story: Story) -> None:
    requested(story, Role.DEPT_AGENT)
    is_shown(story)
