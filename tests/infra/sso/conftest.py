"""Providers on loopback ports, honest and forging, and a client that asks them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis

from infra.clock import now
from infra.sso.openid.flow import Flow
from infra.sso.openid.metadata import Directory
from infra.sso.openid.pending import Begun
from infra.sso.providers.secrets import Secrets
from infra.sso.sessions import Sessions
from tests.infra.sso.forging import Forger, forging
from tests.infra.sso.living import Local, living

START = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """The local provider; each test is another browser."""
    with living(tmp_path_factory.mktemp("local")) as running:
        yield running


@pytest.fixture(scope="session")
def one_forger() -> Iterator[Forger]:
    with forging() as running:
        yield running


@pytest.fixture
def forger(one_forger: Forger) -> Forger:
    """Honest at the start of each test."""
    one_forger.repent()
    return one_forger


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    """Of both providers."""
    for name in ("forge", "demo"):
        path = tmp_path / "secrets" / name
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("a-secret-of-the-tests\n")
    return Secrets(tmp_path / "secrets")


@pytest.fixture
def flow(secrets: Secrets) -> Flow:
    return Flow(Directory(), secrets, now)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as opened:
        yield opened


@pytest.fixture
def sessions(client: redis.Redis, clock: Clock) -> Sessions:
    return Sessions(client, "pacte", clock)


@pytest.fixture
def begun(client: redis.Redis) -> Begun:
    return Begun(client, "pacte")
