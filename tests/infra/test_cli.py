"""The command line as a person meets it."""

import importlib.util
import json
import subprocess
import sys

import psycopg
import pytest

from infra.cli import doctor, french, main, psql
from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.schemas.migrate import migrate
from tests.infra.test_settings import MALFORMED
from tests.servers import Database

HEAVY = ("psycopg", "redis", "flask", "marshmallow", "eventsourcing", "rq")


@pytest.fixture
def at(
    database: Database, redis_url: str, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> str:
    monkeypatch.setenv("PACTE_HOME", str(servers.home))
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("PACTE_SECRET_KEY", "for the tests")
    return database.name


def test_help_loads_nothing_heavy_and_lists_what_is_there() -> None:
    program = (
        "import sys; from infra.cli import main; main.run(['--help']); "
        f"sys.exit([name for name in {HEAVY} if name in sys.modules] or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    for name, (module, summary) in main.COMMANDS.items():
        listed = f" {name} {' '.join(summary.split())}" in said
        there = importlib.util.find_spec(module) is not None and name not in main.HIDDEN
        assert listed == there, name
    assert "provider" not in said


def test_what_is_hidden_is_so_by_its_own_word_too() -> None:
    commands = {
        name: importlib.import_module(path).command for name, (path, _) in main.COMMANDS.items()
    }
    assert {name for name, command in commands.items() if command.hidden} == main.HIDDEN


def test_a_wrong_command_gets_a_french_hint(capsys: pytest.CaptureFixture[str]) -> None:
    french.speak_french()
    assert main.run(["tout"]) == 2
    assert "La commande 'tout' n’existe pas." in capsys.readouterr().err
    assert main.run(["psql"]) == 2
    assert "Il manque l’option '--as'" in capsys.readouterr().err


def test_what_nobody_foresaw_is_one_line_and_a_log(
    at: str, servers: Servers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down() -> Settings:
        raise ZeroDivisionError(at)

    with monkeypatch.context() as broken:
        broken.setattr(doctor, "Settings", type("Broken", (), {"from_environ": break_down}))
        assert main.run(["doctor"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Erreur inattendue (ZeroDivisionError)")
    assert len(said.splitlines()) == 1
    log = servers.home / "logs" / "pacte.log"
    assert str(log) in said
    kept = log.read_text()
    assert "ZeroDivisionError" in kept
    assert at not in kept, "what an error says may quote a person"


def test_psql_takes_the_role_of_one_tenant(at: str, capfd: pytest.CaptureFixture[str]) -> None:
    with psycopg.connect(Settings.from_environ().database_owner_url or "") as owner:
        owner.execute(f"CREATE ROLE {at}_t_48")
        owner.execute(f"GRANT {at}_t_48 TO pacte_app")
    show = ["-At", "-c", "SELECT session_user, current_user"]
    assert main.run(["psql", "--as", "t_48", *show]) == 0
    assert capfd.readouterr().out == f"pacte_app|{at}_t_48\n"
    assert main.run(["psql", "--as", "owner", *show]) == 0
    assert capfd.readouterr().out == "pacte_owner|pacte_owner\n"
    assert main.run(["psql", "--as", "t_48", "-c", "CREATE TABLE public.t ()"]) == 1
    assert "permission denied" in capfd.readouterr().err
    assert main.run(["psql", "--as", "t_48 -c x", *show]) == 1
    assert "n’est pas un nom de rôle" in capfd.readouterr().err


def test_psql_finds_what_the_wheel_brings(servers: Servers) -> None:
    assert psql._psql(Settings(home=servers.home)).name == "psql"


def test_doctor_says_what_is_wrong_and_what_to_do(
    at: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert at
    assert main.run(["doctor"]) == 1
    assert "→ Lancez\u00a0: pacte migrate." in capsys.readouterr().out
    migrate(Settings.from_environ())
    assert main.run(["doctor", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"]
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9/0")
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:9")
    monkeypatch.delenv("DATABASE_OWNER_URL")
    assert main.run(["doctor", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    wrong = {finding["name"] for finding in found if finding["remedy"]}
    assert wrong == {"REDIS_URL", "SMTP_URL", "DATABASE_OWNER_URL"}


@pytest.mark.parametrize(("name", "value"), MALFORMED)
def test_doctor_explains_an_address_that_cannot_be_read(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert main.run(["doctor", "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert name in found["text"]
    assert found["remedy"]
    assert "s3cret" not in str(found)


def test_doctor_sees_the_embedded_servers(
    servers: Servers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PACTE_HOME", str(servers.home))
    assert main.run(["doctor"]) == 0
    said = capsys.readouterr().out
    assert f"répond sur le port {servers.state.pg_port}" in said
    assert said.endswith("Tout va bien.\n")
