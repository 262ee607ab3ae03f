"""What was published of three départements, for the modules that read it; nothing is added."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.embedded.servers import Servers
from tests.infra.cli.terminal import Terminal
from tests.servers import Database
from tests.shown.paper import at_terminal, taken_over


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def published(servers: Servers, home: Path) -> Iterator[Database]:
    with taken_over(servers, home) as made:
        yield made


@pytest.fixture
def terminal(
    published: Database,
    servers: Servers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    return at_terminal(published, servers, tmp_path, monkeypatch, capsys)
