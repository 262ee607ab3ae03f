"""`pacte tenant` and `pacte migrate`, as an operator types them."""

import json
from typing import Any

import psycopg
import pytest

from infra.cli import main
from infra.embedded.servers import Servers
from tests.servers import Database

SIRET = "22480001100013"


@pytest.fixture(autouse=True)
def at(
    database: Database, redis_url: str, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACTE_HOME", str(servers.home))
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("REDIS_URL", redis_url)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main.run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_departement_is_opened_once(
    capsys: pytest.CaptureFixture[str], database: Database
) -> None:
    declare = ("tenant", "declare", "48", "--siret", SIRET)
    opened = said(capsys, *declare)
    proof = opened.pop("isolation")
    assert opened == {"tenant": "48", "opened": True}
    assert proof["tenants"] == ["platform"]
    assert said(capsys, *declare) == {"tenant": "48", "opened": False, "isolation": None}
    assert said(capsys, "tenant", "list") == {
        "tenants": [
            {
                "tenant": "48",
                "name": "Lozère",
                "kind": "departement",
                "status": "active",
                "position": 0,
            }
        ]
    }
    with psycopg.connect(database.owner_url) as connection:
        events = connection.execute("SELECT topic FROM t_platform.events ORDER BY notification_id")
        topics = [str(topic) for (topic,) in events]
        assert [topic for topic in topics if topic.startswith("tenant.")] == [
            "tenant.tenant_declared.1",
            "tenant.tenant_activated.1",
        ]


def test_an_interrupted_opening_is_finished(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr("infra.tenants.tenancy.provision", broken)
        assert main.run(["tenant", "declare", "48", "--siret", SIRET]) == 130
    assert said(capsys, "tenant", "list") == {"tenants": []}
    assert said(capsys, "tenant", "declare", "48", "--siret", SIRET)["opened"]


@pytest.mark.parametrize(("code", "siret"), [("99", SIRET), ("48", "123"), ("t_48", SIRET)])
def test_what_no_departement_is_called_is_refused_in_french(
    capsys: pytest.CaptureFixture[str], code: str, siret: str
) -> None:
    assert main.run(["tenant", "declare", code, "--siret", siret]) == 1
    assert capsys.readouterr().err.startswith("Erreur\u00a0: ")
    assert said(capsys, "tenant", "list") == {"tenants": []}


def test_people_read_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["migrate"]) == 0
    assert "t_platform\u00a0: 0001_log.sql" in capsys.readouterr().out
    assert main.run(["tenant", "list"]) == 0
    assert "Aucun département n’est ouvert." in capsys.readouterr().out
    assert main.run(["tenant", "declare", "2a", "--siret", SIRET]) == 0
    assert "Corse-du-Sud (2A) est ouvert." in capsys.readouterr().out
    assert main.run(["tenant", "list"]) == 0
    assert "ouvert" in capsys.readouterr().out
    assert main.run(["migrate"]) == 0
    assert "Tous les schémas sont à jour." in capsys.readouterr().out
