"""Real servers for every test that asks: one pair per run, one database per test."""

import os
import signal
from collections.abc import Iterator

import pytest
import redis
from hypothesis import HealthCheck, settings

from infra.embedded.servers import Servers
from infra.store.connections import pool
from tests.servers import (
    Database,
    assert_owned,
    assert_owned_valkey,
    folder_for_servers,
    fresh_database,
    in_memory,
    start_apart,
)

# No test may reach a server that a fixture has not made.
for _name in [name for name in os.environ if name.startswith(("DATABASE_", "REDIS_", "PACTE_"))]:
    del os.environ[_name]


# Tests share two cores with the servers: how long one example takes says nothing.
settings.register_profile(
    "shared", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("shared")


# What takes longest begins first, so that no process is left alone with it at the end.
FIRST = ("tests/test_tools.py", "tests/shown/", "tests/faults/", "tests/infra/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        ranks = (rank for rank, part in enumerate(FIRST) if item.nodeid.startswith(part))
        return next(ranks, len(FIRST))

    items.sort(key=place)


@pytest.fixture(scope="session", autouse=True)
def _pools_closed() -> Iterator[None]:
    """Commands that are run within this process leave theirs open, as their process ends."""
    yield
    for each in pool._pools.values():
        each.close()


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """The PostgreSQL and Valkey of this run; nobody may kill them."""
    with folder_for_servers("run", in_memory()) as folder:
        running = start_apart(folder / "home")
        try:
            assert_owned(running)
            yield running
        finally:
            running.stop()


@pytest.fixture
def database(servers: Servers) -> Iterator[Database]:
    with fresh_database(servers) as made:
        yield made


@pytest.fixture
def redis_url(servers: Servers) -> str:
    """Emptied before each test."""
    assert_owned_valkey(servers)
    with redis.Redis.from_url(servers.redis_url) as client:
        client.flushall()
    return servers.redis_url


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    """A worker that ran inside a test leaves its handlers behind."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
