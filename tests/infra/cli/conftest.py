"""The command line on real servers, where the Lozère is open."""

from collections.abc import Iterator

import pytest

from infra.cli.french import speak_french
from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.wiring import Wiring
from tests.furnished import furnished
from tests.infra.cli.terminal import Terminal
from tests.servers import Database

database = furnished("48")

SIRET = "22480001100013"


@pytest.fixture(autouse=True)
def at(
    database: Database, redis_url: str, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_french()
    for name, value in {
        "PACTE_HOME": str(servers.home),
        "PACTE_PUBLIC_URL": "https://pacte.exemple.test/",
        "DATABASE_URL": database.app_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "REDIS_URL": redis_url,
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    opened = Terminal(capsys)
    opened.said("tenant", "declare", "48", "--siret", SIRET)
    return opened


@pytest.fixture
def wiring(terminal: Terminal) -> Iterator[Wiring]:
    del terminal
    opened = Wiring(Settings.from_environ())
    yield opened
    opened.close()
