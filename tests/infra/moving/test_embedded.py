"""From the embedded PostgreSQL of a home to one that an operator names, and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.cli.terminal import Terminal
from tests.infra.moving.acts import OLD, arrive, leave, suspended
from tests.infra.moving.hosts import Host, embedded, lived
from tests.servers import own_servers


@pytest.fixture
def home(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Host]:
    with (
        own_servers(tmp_path) as servers,
        embedded(servers, terminal, monkeypatch, tmp_path / "mail", OLD) as host,
    ):
        yield host


def test_a_log_goes_to_a_given_server_and_comes_back(home: Host, new: Host, tmp_path: Path) -> None:
    lived(home)
    suspended(home)
    there = leave(home, tmp_path / "out")
    arrive(new, there["file"])
    assert new.events(there["position"]) == home.events()
    suspended(new)
    back = leave(new, tmp_path / "back", OLD)
    arrive(home, back["file"])
    assert home.events(back["position"]) == new.events()
    assert back["position"] > there["position"]
