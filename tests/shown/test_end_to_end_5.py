"""Answers recorded live equal the answers asked later at the same positions, byte for byte."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from domain.roles import Role
from services.ports import Person
from tests.journeys.story import Story
from tests.journeys.world import World, world
from tests.servers import Database

PARTS = ("", "/versions", "/actions", "/funding", "/partners", "/signatures", "/events?limit=3")
LISTS = ("/conventions", "/organizations?limit=2", "/signatures-awaited", "/trail?limit=5")
NAME = "Personne de démonstration"

Answers = dict[tuple[int, str], tuple[bytes, str]]


class Recorded(Story):
    """Asks every question after every command."""

    answers: Answers

    def ask(
        self, role: Role, path: str, body: object, match: int | None = None
    ) -> dict[str, object]:
        answer = super().ask(role, path, body, match)
        for question in questions(self):
            key = answer["position"], question
            self.answers[key] = live(self, question, answer["position"])
        return answer


def questions(story: Story) -> Iterator[str]:
    yield from LISTS
    if story.convention:
        for part in PARTS:
            yield f"/conventions/{story.convention}{part}"


def live(story: Story, question: str, position: int) -> tuple[bytes, str]:
    return asked(story, question, f"min_position={position}")


def asked(story: Story, question: str, moment: str) -> tuple[bytes, str]:
    agent = story.person(Role.DEPT_AGENT)
    mark = "&" if "?" in question else "?"
    answer = agent.client.get(agent.url(f"{question}{mark}{moment}"), headers=agent.headers())
    assert answer.status_code == 200, answer.text
    return answer.data, answer.headers["Pacte-Position"]


@pytest.fixture
def here(database: Database, redis_url: str, tmp_path: Path) -> Iterator[World]:
    with world(database, redis_url, tmp_path) as made:
        yield made


def test_answers_stay_the_same_byte_for_byte(here: World, database: Database) -> None:
    story = Recorded(here)
    story.answers = {}
    people = here.wiring.people("48")
    for role in Role:
        person_id = here.caller(role).person_id
        people.create(Person(person_id=person_id, display_name=f"{NAME} {role}"))
    story.registry()
    story.draft()
    story.partner_joins()
    story.sign()
    story.avenant()
    assert len(story.answers) > 300
    assert all(int(told) == position for (position, _), (_, told) in story.answers.items())

    for (position, question), first in story.answers.items():
        assert asked(story, question, f"as_of={position}") == first, (position, question)

    erase(database)
    named = 0
    last = max(position for position, _ in story.answers)
    late = {key: body for key, (body, _) in story.answers.items() if key[0] > last - 5}
    for (position, question), body in late.items():
        now, _ = asked(story, question, f"as_of={position}")
        assert without_names(now) == without_names(body)
        named += body.count(NAME.encode())
        assert NAME.encode() not in now
    assert named


def without_names(body: bytes) -> list[tuple[str, object]]:
    return [member for member in json.loads(body).items() if member[0] != "people"]


def erase(database: Database) -> None:
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(
            "UPDATE t_48.person SET display_name = NULL, civility = NULL, email = NULL,"
            " erased_at = clock_timestamp()"
        )
