"""Requests made up from the served document: with no token 401, on another tenant's paths 404."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from domain.roles import Role
from infra.embedded.servers import Servers
from tests.furnished import furnished_database
from tests.journeys.access.test_machines import issued
from tests.journeys.house import House, house

MINE, OTHER = "48", "05"


@pytest.fixture(scope="module")
def home(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with (
        furnished_database(servers, "48", "05") as database,
        house(database, servers.redis_url, folder, following=False) as made,
    ):
        yield made


@pytest.mark.parametrize("examples", [1, pytest.param(60, marks=pytest.mark.slow)])
def test_on_the_paths_of_another_tenant_there_is_nothing(home: House, examples: int) -> None:
    """Whatever is asked, by tokens that are good at home: a tenant that does not exist."""
    roles = (Role.DEPT_MACHINE, Role.STATE_MACHINE, Role.PARTNER_MACHINE)
    tokens = cycle([issued(home, role).token for role in roles])
    heads, bodies = home.heads(), set()

    def ask(case: Any) -> None:
        case.path_parameters = dict(case.path_parameters or {}) | {"code": OTHER}
        case.headers = _headers(case) | {"Authorization": f"Bearer {next(tokens)}"}
        answer = case.call()
        assert answer.status_code == 404, answer.text
        bodies.add(answer.json()["type"])

    seen = throw(home, examples, "/tenants/", ask)
    assert len(seen) > 40
    assert bodies == {"urn:pacte:problem:unknown-tenant"}
    assert home.heads() == heads


@pytest.mark.parametrize("examples", [1, pytest.param(60, marks=pytest.mark.slow)])
def test_without_a_token_there_is_nothing_at_all(home: House, examples: int) -> None:
    heads = home.heads()

    def ask(case: Any) -> None:
        case.headers = _headers(case)
        answer = case.call()
        assert answer.status_code == 401, answer.text
        assert answer.json()["type"] == "urn:pacte:problem:authentication-required"

    seen = throw(home, examples, "/", ask)
    assert len(seen) > 45
    assert home.heads() == heads


def _headers(case: Any) -> dict[str, str]:
    kept = dict(case.headers or {})
    kept.pop("Authorization", None)
    case.cookies = {}
    return kept | {"Idempotency-Key": str(uuid4())}


def throw(home: House, examples: int, under: str, ask: Callable[[Any], None]) -> "Counter[str]":
    """How many requests were made up for each operation."""
    seen: Counter[str] = Counter()
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", home.app)
    for found in document.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        if under not in operation.path:
            continue
        modes = [operation.as_strategy(mode) for mode in GenerationMode]

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=st.one_of(modes))
        def one(case: Any) -> None:
            seen[case.operation.label] += 1
            ask(case)

        one()
    return seen
