"""Agreement by the author alone: recorded, told at once, kept in the trail, shown to who signs."""

import re
from typing import Any

from domain.roles import Role
from tests.journeys.house import House
from tests.journeys.story import FAR, Story

ALONE = re.compile(
    "Attention\N{NO-BREAK SPACE}: accord donné pour le Département par le seul auteur du contenu"
    r" \(relecture possible par \d+\scollègues?\)\."
)


def submitted(home: House) -> Story:
    """Written and submitted by the manager alone."""
    story = Story(home, author=Role.DEPT_MANAGER)
    story.registry()
    story.draft()
    story.change(Role.DEPT_MANAGER, "submission", {})
    home.reach("48")
    return story


def detail(story: Story) -> dict[str, Any]:
    read = story.person(Role.STATE_AGENT).get(
        f"/conventions/{story.convention}", min_position=story.told[-1]["position"]
    )
    return read.json or {}


def test_the_warning_is_answered_recorded_and_shown(home: House) -> None:
    home.resident(Role.DEPT_AGENT)
    story = submitted(home)
    manager, path = story.person(Role.DEPT_MANAGER), f"/conventions/{story.convention}"
    seen = detail(story)["stream_version"]
    answers = [manager.post(f"{path}/agreements", {}, match=seen, key="once-48") for _ in range(2)]
    first, again = [(answer.json or {})["warning"] for answer in answers]
    assert ALONE.fullmatch(first)
    assert again == first
    read = manager.get(path, min_position=(answers[0].json or {})["position"]).json or {}
    assert (read["departement_author_alone"], read["state_author_alone"]) == (True, None)
    trail = manager.get(f"{path}/events").json or {}
    assert trail["items"][0]["sentence"] == first
    story.version = read["stream_version"]
    told = story.change(Role.STATE_AGENT, "agreements", {})
    assert told["warning"] is None
    story.change(Role.DEPT_MANAGER, "versions", {"effective_from": "2024-01-01"})
    story.change(Role.DEPT_MANAGER, "signature-rounds", {"deadline": FAR})
    visitor = home.inside(home.resident(Role.PREFET_SIGNATORY))
    page = visitor.get(f"/t/48/a-signer/{story.convention}").text
    assert "l’accord du Département a été donné par le seul auteur du contenu" in page
