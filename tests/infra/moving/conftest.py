"""Hosts on one server: databases, homes and keys of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.cli.french import speak_french
from infra.embedded.servers import Servers
from tests.furnished import furnished
from tests.infra.cli.terminal import Terminal
from tests.infra.moving.hosts import Host, given
from tests.servers import Database, fresh_database

database = furnished("48")


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    speak_french()
    return Terminal(capsys)


@pytest.fixture
def old(
    database: Database,
    redis_url: str,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Host]:
    with given(database, redis_url, tmp_path / "old", terminal, monkeypatch) as host:
        yield host


def elsewhere(name: str) -> Any:
    """A fixture: one more host, where nothing happened yet."""

    @pytest.fixture
    def host(
        servers: Servers,
        redis_url: str,
        terminal: Terminal,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> Iterator[Host]:
        with (
            fresh_database(servers) as database,
            given(database, redis_url, tmp_path / name, terminal, monkeypatch) as made,
        ):
            yield made

    return host


new, third = elsewhere("new"), elsewhere("third")
