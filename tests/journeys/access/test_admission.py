"""A partner reads a convention once it is let in, never because it knocked."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from domain.roles import Role
from services.ports import Person as Beside
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import Person, World

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


def listed(story: Story, **moment: Any) -> list[str]:
    partner = story.person(Role.PARTNER_AGENT)
    when: dict[str, Any] = moment or {"min_position": story.told[-1]["position"]}
    answer = partner.get("/conventions", **when)
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


def test_who_was_shown_out_reads_nothing_of_before(story: Story) -> None:
    """Rights are those of now, whatever moment is read: in a list as for one convention."""
    made = requested(story, Role.DEPT_AGENT)
    invited = made["position"]
    is_shown(story)
    assert listed(story, as_of=invited) == [story.convention]
    motive = {"motive": "Le projet ne s’y prête pas."}
    story.ask(Role.STATE_AGENT, f"/joinings/{made['id']}/refusals", motive, 1)
    is_hidden(story)
    assert listed(story, as_of=invited) == []
    partner = story.person(Role.PARTNER_AGENT)
    problem(partner.get(f"/conventions/{story.convention}", as_of=invited), 403, "forbidden")
    answer = partner.get("/signatures-awaited", as_of=invited)
    assert answer.json == {"items": [], "next": None}


def test_who_was_let_in_later_reads_what_was_before(story: Story) -> None:
    """Rights are those of now in this way too."""
    drafted = story.told[-1]["position"]
    requested(story, Role.DEPT_AGENT)
    is_shown(story)
    assert listed(story, as_of=drafted) == [story.convention]


def test_a_partner_is_told_what_awaits_its_own_signature(story: Story) -> None:
    story.partner_joins()
    story.agree()
    story.freeze()
    story.open_round()
    partner = story.person(Role.PARTNER_AGENT)
    answer = partner.get("/signatures-awaited", min_position=story.told[-1]["position"])
    items = (answer.json or {})["items"]
    assert [(one["convention_id"], one["side"]) for one in items] == [(story.convention, "partner")]


def organizations(story: Story, who: Person) -> dict[str, dict[str, Any]]:
    answer = who.get("/organizations", min_position=story.told[-1]["position"], limit=200)
    assert answer.status_code == 200, answer.text
    return {one["organization_id"]: one for one in (answer.json or {})["items"]}


def delegated(story: Story) -> None:
    body = {
        "office": "prefet",
        "delegate_person_id": str(story.here.caller(Role.STATE_AGENT).person_id),
        "since": "2024-01-01",
        "until": "2027-12-31",
        "act_ref": "Arrêté n° 12",
    }
    person_id = story.here.caller(Role.STATE_AGENT).person_id
    story.here.wiring.people("48").create(Beside(person_id=person_id, display_name="Délégué"))
    path = f"/organizations/{story.organizations['state']}/signing-delegations"
    story.ask(Role.TENANT_ADMIN, path, body, 2)


def test_who_sees_some_conventions_sees_who_takes_part_in_these(here: World, story: Story) -> None:
    """And not who signs for whom. Another convention of the same département is told apart."""
    delegated(story)
    ours = story.organizations
    other = Story(here)
    other.registry()
    other.draft()
    partner = story.person(Role.PARTNER_AGENT)
    assert set(organizations(other, partner)) == {ours["ars"]}
    requested(story, Role.DEPT_AGENT)
    auditor = here.person(Role.AUDITOR)
    limited = replace(auditor.caller, conventions=frozenset({UUID(story.convention)}))
    here.callers[auditor.token] = limited
    for who, seen in (
        (partner, set(ours.values())),
        (auditor, {ours["state"], ours["departement"]}),
    ):
        found = organizations(story, who)
        assert set(found) == seen
        assert not any(one["signing_delegations"] for one in found.values())
    agent = organizations(story, story.person(Role.DEPT_AGENT))
    assert {*ours.values(), *other.organizations.values()} <= set(agent)
    assert agent[ours["state"]]["signing_delegations"][0]["act_ref"] == "Arrêté n° 12"


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.NATIONAL_VIEWER])
def test_the_states_centre_sees_no_organization_of_a_draft(
    here: World, story: Story, role: Role
) -> None:
    found = organizations(story, here.person(role))
    assert not set(story.organizations.values()) & set(found)
