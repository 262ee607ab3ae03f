"""`--tenant`: one meaning in every command."""

import json

import pytest

from infra.cli import main
from infra.embedded.servers import Servers
from tests.servers import Database

COMMANDS = (
    ("projections", "status", "--json"),
    ("projections", "rebuild", "--json"),
    ("notifications", "due", "--json"),
    ("notifications", "redrive"),
)


@pytest.fixture
def corse(
    database: Database, redis_url: str, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACTE_HOME", str(servers.home))
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    assert main.run(["tenant", "declare", "2A", "--siret", "22480001100013"]) == 0


@pytest.mark.usefixtures("corse")
def test_a_code_is_upper_case_declared_and_real(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    for command in COMMANDS:
        assert main.run([*command, "--tenant", "2a"]) == 0, command
        assert main.run([*command, "--tenant", "05"]) == 1, command
        assert "«\u00a005\u00a0» n’est déclaré" in capsys.readouterr().err
        assert main.run([*command, "--tenant", "99"]) == 2, command
        assert "n’est pas un code de département" in capsys.readouterr().err


@pytest.mark.usefixtures("corse")
def test_the_platform_has_read_models_and_no_mails(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main.run(["projections", "rebuild", "--json", "--tenant", "platform"]) == 0
    assert {one["tenant"] for one in json.loads(capsys.readouterr().out)} == {"platform"}
    assert main.run(["notifications", "due", "--tenant", "platform"]) == 2
