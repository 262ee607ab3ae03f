"""Whatever is sent to the served OpenAPI document: no 5xx, and only answers that it announces."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.test import TestResponse

from domain.convention.convention import Convention
from domain.roles import Role
from infra.embedded.servers import Servers
from infra.store.connections.names import PLATFORM
from tests.furnished import furnished_database
from tests.journeys.story import Story
from tests.journeys.world import Person, world
from tests.shown import nasty_access
from tests.shown.nasty import ADDING, FEW, NASTY, VALID, WITHOUT_MEMBERS, Request

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ANNOUNCED = (200, 201, 400, 403, 404, 409, 412, 422)
ROLES = (Role.DEPT_MANAGER, Role.STATE_AGENT, Role.TENANT_ADMIN)


@pytest.fixture(scope="module")
def story(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("home")
    with (
        furnished_database(servers, "48", "05") as database,
        world(database, servers.redis_url, folder) as here,
    ):
        told = Story(here)
        told.registry()
        told.draft()
        told.partner_joins()
        yield told


def test_no_request_that_is_made_up_breaks_anything(story: Story) -> None:
    seen = throw(story, examples=2)
    assert seen[200] + seen[201] > 0
    assert seen[422] > 0


@pytest.mark.slow
def test_many_requests_that_are_made_up_break_nothing(story: Story) -> None:
    throw(story, examples=100)


VALUES = pytest.mark.parametrize(
    "values",
    [pytest.param(FEW, id="few"), pytest.param(NASTY, id="all", marks=pytest.mark.slow)],
)


@VALUES
@pytest.mark.parametrize("path", VALID)
def test_no_single_value_breaks_anything(story: Story, path: str, values: tuple[Any, ...]) -> None:
    """A request that is right, but for one value that programs trip over.

    It is right: it succeeds. What succeeds with such a value is asked for anew, so that the next
    one comes as far.
    """
    right = VALID[path](another(story))
    answer = send(story, path, right, right.body)
    assert answer.status_code in (200, 201), answer.text
    asked = VALID[path](another(story))
    for name, value in product(right.body, values):
        answer = send(story, path, asked, asked.body | {name: value})
        assert answer.status_code in ANNOUNCED, (name, value, answer.text)
        if answer.status_code < 300 and asked.match is not None:
            version = (answer.json or {})["version"]
            adds = path in ADDING
            asked = replace(asked, match=version) if adds else VALID[path](another(story))


@VALUES
@pytest.mark.parametrize("path", nasty_access.VALID)
def test_no_single_value_breaks_what_is_said_of_members(
    story: Story, path: str, values: tuple[Any, ...]
) -> None:
    """A request of the right form, but for one value, about people who do not exist."""
    role, body = nasty_access.VALID[path]
    above = role is Role.PLATFORM_ADMIN
    person = story.here.person(role, PLATFORM) if above else story.person(role)
    match = None if path in nasty_access.NEW else 1
    for name, value in product(body, values):
        answer = person.post(path, body | {name: value}, match=match)
        assert answer.status_code in ANNOUNCED, (name, value, answer.text)


def test_every_command_of_the_document_is_tried(story: Story) -> None:
    document = story.here.app.test_client().get("/api/v1/openapi.json").json or {}
    commands = {
        path.removeprefix("/api/v1/tenants/{code}")
        for path, operations in document["paths"].items()
        if "post" in operations and not path.startswith("/api/v1/platform/")
    }
    tried = {SOMEBODY.sub("{person_id}", path) for path in nasty_access.VALID}
    assert commands <= VALID.keys() | WITHOUT_MEMBERS | tried | nasty_access.ALIKE
    assert commands >= VALID.keys() | WITHOUT_MEMBERS


SOMEBODY = re.compile(re.escape(nasty_access.SOMEONE))


def another(story: Story) -> Story:
    """With the same people and organizations, and a convention of its own."""
    return replace(story, told=[])


def send(story: Story, path: str, asked: Request, body: dict[str, Any]) -> TestResponse:
    return story.person(asked.role).post(path.format(**asked.parts), body, match=asked.match)


def throw(story: Story, examples: int) -> Counter[int]:
    """Made up requests to every operation; how often each status was answered."""
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", story.here.app)
    seen: Counter[int] = Counter()
    for found in document.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        modes = [operation.as_strategy(mode) for mode in GenerationMode]

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=st.one_of(modes), data=st.data())
        def one(case: Any, data: DataObject) -> None:
            steer(data, story, case)
            answer = case.call()
            seen[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)

        one()
    return seen


def steer(data: DataObject, story: Story, case: Any) -> None:
    """A fresh key each time; mostly an address that exists, a person who may, the last version."""
    likely = st.integers(0, 5).map(bool)
    headers = asking(data, story, case.path).headers() | {"Idempotency-Key": str(uuid4())}
    if data.draw(likely):
        headers["If-Match"] = f'"v{version(story)}"'
        known = {
            "code": "48",
            "convention_id": story.convention,
            "version_no": "1",
            "tenant_code": "48",
        }
        parts = case.path_parameters or {}
        case.path_parameters = {name: known.get(name, parts[name]) for name in parts}
    if data.draw(likely) and case.query:
        case.query.pop("min_position", None)
        case.query.pop("cursor", None)
    case.headers = dict(case.headers or {}) | headers


def asking(data: DataObject, story: Story, path: str) -> Person:
    if "/platform/" in path:
        return story.here.person(Role.PLATFORM_ADMIN, PLATFORM)
    if "/national/" in path:
        return story.person(Role.NATIONAL_VIEWER)
    return story.person(data.draw(st.sampled_from(ROLES)))


def version(story: Story) -> int:
    return story.here.wiring.pactes("48").load(Convention, UUID(story.convention)).version
