"""Two départements and people of every role, shared by all journeys: each drafts its own acts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain.roles import Role
from infra.embedded.servers import Servers
from infra.store.watch.survey import WATCH
from tests.furnished import furnished_database
from tests.journeys.house import House, house
from tests.journeys.world import CLS, Person, World, world


@pytest.fixture(scope="module")
def here(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("home")
    with (
        furnished_database(servers, "48", "05") as database,
        world(database, servers.redis_url, folder) as made,
    ):
        yield made


@pytest.fixture(autouse=True)
def looked_at_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """What health says is kept for a second: a test must not be told what another one caused."""
    monkeypatch.setattr("infra.store.watch.survey.KEPT_SECONDS", 0.0)
    WATCH._last.clear()


@pytest.fixture
def agent(here: World) -> Person:
    return here.person(Role.DEPT_AGENT)


@pytest.fixture
def draft(agent: Person) -> str:
    """A convention just written, at version 1."""
    answer = agent.post("/conventions", CLS)
    assert answer.json is not None
    return str(answer.json["id"])


@pytest.fixture
def manager(here: World) -> Person:
    return here.person(Role.DEPT_MANAGER)


@pytest.fixture(scope="module")
def one_house(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with (
        furnished_database(servers, "48", "05") as database,
        house(database, servers.redis_url, folder) as made,
    ):
        yield made


@pytest.fixture
def home(one_house: House) -> Iterator[House]:
    """Where people sign in; every test lets in people of its own, and time is as it is."""
    yield one_house
    one_house.clock.ahead = timedelta()
