"""Ordinary mistakes at the terminal: one sentence that says what to do; the exit is not 0."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.cli import main
from infra.embedded.servers import Servers
from infra.settings import Settings
from tests.servers import Database

NOBODY = "127.0.0.1:9"


@pytest.fixture
def at(
    database: Database, redis_url: str, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACTE_HOME", str(servers.home))
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("PACTE_SECRET_KEY", "for the tests")


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main.run([*arguments]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Erreur\u00a0: ")
    assert len(said.splitlines()) == 1
    return said


@pytest.mark.parametrize(
    "command", [["tenant", "list"], ["projections", "status"], ["notifications", "due"]]
)
@pytest.mark.usefixtures("at")
def test_a_database_without_schemas_is_to_be_migrated(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "pacte migrate" in refused(capsys, *command)


@pytest.mark.usefixtures("at")
def test_a_database_that_is_away_is_named_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://app:s3cret@{NOBODY}/db")
    monkeypatch.setenv("DATABASE_OWNER_URL", f"postgresql://owner:s3cret@{NOBODY}/db")
    assert "Vérifiez DATABASE_URL" in refused(capsys, "tenant", "list")
    assert "Vérifiez DATABASE_URL" in refused(capsys, "psql", "--as", "t_48")
    said = refused(capsys, "migrate")
    assert "DATABASE_OWNER_URL" in said
    assert "s3cret" not in said


@pytest.mark.usefixtures("at")
def test_a_role_that_no_departement_has_is_refused_in_french(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main.run(["psql", "--as", "t_99", "-c", "SELECT 1"]) == 1
    said = capfd.readouterr().err
    assert "n’a pas de rôle «\u00a0t_99\u00a0»" in said
    assert "FATAL" not in said


@pytest.mark.usefixtures("at")
def test_a_worker_without_redis_says_so_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", f"redis://{NOBODY}/0")
    settings = Settings.from_environ()
    done = subprocess.run(
        [sys.executable, "-m", "infra.cli.main", "work"],
        env=settings.for_children() | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "REDIS_URL" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_what_no_log_can_hold_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PACTE_HOME", str(tmp_path / "file"))

    def broken(_arguments: list[str], **_given: object) -> None:
        raise ZeroDivisionError("what happened")

    monkeypatch.setattr(main.cli, "main", broken)
    assert main.run([]) == 1
    assert "ZeroDivisionError: what happened" in capsys.readouterr().err


def test_a_log_line_of_the_last_resort_stays_off_the_terminal(
    tmp_path: Path,
) -> None:
    program = (
        "import logging; from infra import logs; from infra.cli import main; "
        "logs.configure('INFO'); main._unexpected(ZeroDivisionError('x'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PACTE_HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert "ZeroDivisionError" in (tmp_path / "home" / "logs" / "pacte.log").read_text()
