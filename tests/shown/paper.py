"""The three départements as their acts were taken over from what was published, and a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.cli.french import speak_french
from infra.demo import founding
from infra.demo.living import hautes_alpes, loire, lozere
from infra.demo.living.acts import take_over
from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.store.following.unit import PostgresLog
from infra.store.schemas.migrate import migrate
from infra.wiring import Wiring
from tests.infra.cli.terminal import Terminal
from tests.readside import Albums, Asleep, projecting
from tests.servers import Database, fresh_database
from workers.follower import Follower

CODES = ("42", "48", "05")


@contextmanager
def taken_over(servers: Servers, home: Path) -> Iterator[Database]:
    """A database with them, and the rows that follow."""
    with fresh_database(servers) as made:
        settings = Settings(
            home=home,
            database_url=made.app_url,
            database_owner_url=made.owner_url,
            redis_url=servers.redis_url,
        )
        migrate(settings)
        wiring = Wiring(settings)
        try:
            _take_all_over(wiring)
        finally:
            wiring.close()
        yield made


def _take_all_over(wiring: Wiring) -> None:
    founding.publish_framework(wiring)
    founding.create_people(wiring, {PLATFORM})
    follower = Follower(PostgresLog(wiring.pool), projecting, Asleep(), snapshots=Albums())
    for code, plan in zip(CODES, (loire.plan(), lozere.plan(), hautes_alpes.plan()), strict=True):
        founding.declare_tenant(wiring, code)
        founding.create_people(wiring, {code})
        take_over(wiring, plan)
        while follower.turn(code):
            pass


def at_terminal(
    database: Database,
    servers: Servers,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    """Of its hoster."""
    speak_french()
    for name, value in {
        "PACTE_HOME": str(home),
        "DATABASE_URL": database.app_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "REDIS_URL": servers.redis_url,
    }.items():
        monkeypatch.setenv(name, value)
    return Terminal(capsys)
