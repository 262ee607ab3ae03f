"""`pacte tenant suspend|reactivate|close|export`, as an operator types them."""

import gzip
import json
import os
import threading
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from domain.convention.signature import Side
from domain.platform.tenant import Tenant, tenant_id
from infra.following import follower
from infra.mail.outbox import PostgresOutbox
from infra.store.connections.names import PLATFORM, in_schema, roles_of, schema_of
from infra.store.following import log
from infra.store.notices.outbox import take
from infra.store.watch import looks
from infra.wiring import Wiring
from services.rights import RIGHTS
from tests.departement import PREFET, Departement
from tests.infra.cli.terminal import Terminal
from workers.notify.ports import Outcome, Result

WHY = ("--reason", "Essai")


def follow(wiring: Wiring, code: str = "48") -> None:
    """As far as the log goes."""
    following = follower(wiring, threading.Event())
    while following.turn(code):
        pass


def kept(wiring: Wiring, state: str) -> None:
    """One more mail of the first event."""
    statement = (
        "INSERT INTO {schema}.outbox (outbox_id, event_position, event_id, notice, recipient,"
        " channel, status, next_attempt_at) VALUES (%s, 1, %s, 'x', %s, 'mail', %s, now())"
    )
    role = roles_of(wiring.pool.database, "48").follow
    with wiring.pool.checkout(role) as connection:
        values = [uuid4(), uuid4(), uuid4(), state]
        connection.execute(in_schema(statement, "t_48"), values)


def status(terminal: Terminal) -> str:
    (found,) = terminal.said("tenant", "list")["tenants"]
    return str(found["status"])


def last_state(wiring: Wiring) -> dict[str, Any]:
    statement = "SELECT state FROM {schema}.events WHERE originator_id = %s ORDER BY 1"
    statement = statement.replace("ORDER BY 1", "ORDER BY originator_version DESC LIMIT 1")
    role = roles_of(wiring.pool.database, PLATFORM).web
    with wiring.pool.checkout(role) as connection:
        query = in_schema(statement, schema_of(PLATFORM))
        ((state,),) = connection.execute(query, [tenant_id("48")]).fetchall()
    found: dict[str, Any] = json.loads(state)
    return found


def test_a_departement_is_suspended_reopened_and_closed(
    terminal: Terminal, wiring: Wiring, tmp_path: Path
) -> None:
    Departement(wiring).found()
    follow(wiring)
    to = ("--to", str(tmp_path / "exports"))
    refused = terminal.refused("tenant", "close", "48", *WHY, *to)
    assert "se ferme une fois suspendu" in refused
    assert not (tmp_path / "exports").exists()
    assert terminal.said("tenant", "suspend", "48", *WHY)["status"] == "suspended"
    assert status(terminal) == "suspended"
    assert "suspendu" in terminal.told("tenant", "list")
    assert "est suspendu" in terminal.refused("tenant", "suspend", "48", *WHY)
    assert "48 est rouvert." in terminal.told("tenant", "reactivate", "48")
    assert "est ouvert" in terminal.refused("tenant", "reactivate", "48")
    terminal.said("tenant", "suspend", "48", *WHY)
    closed = terminal.said("tenant", "close", "48", *WHY, *to)
    assert status(terminal) == closed["status"] == "closed"
    data = Path(closed["file"]).read_bytes()
    assert sha256(data).hexdigest() == closed["sha256"] == last_state(wiring)["export_sha256"]
    for again in (("suspend", "48", *WHY), ("reactivate", "48"), ("close", "48", *WHY)):
        terminal.refused("tenant", *again)


def test_an_export_is_a_look_and_holds_it(
    terminal: Terminal, wiring: Wiring, tmp_path: Path
) -> None:
    Departement(wiring).found()
    found = terminal.said("tenant", "export", "48", "--to", str(tmp_path))
    lines = gzip.decompress(Path(found["file"]).read_bytes()).splitlines()
    (look,) = looks.page(wiring.pool, "48")
    assert (look["query"], look["home"], look["purpose"]) == (
        "export",
        "platform",
        "pacte tenant export",
    )
    assert json.loads(lines[-1])["entry"]["correlation_id"] == look["correlation_id"]
    assert json.loads(lines[0])["access_log"] == 1
    assert status(terminal) == "active"


def test_an_export_lies_in_the_home_for_its_owner_alone(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACTE_HOME", str(tmp_path / "home"))
    told = terminal.told("tenant", "export", "48")
    (path,) = (tmp_path / "home" / "exports").iterdir()
    assert f"Export de 48 : {path}" in told
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize(
    "act", [("suspend", *WHY), ("reactivate",), ("export",), ("close", *WHY)], ids=lambda a: a[0]
)
def test_an_unknown_departement_is_named(terminal: Terminal, act: tuple[str, ...]) -> None:
    name, *others = act
    assert "« 05 » n’est déclaré ici" in terminal.refused("tenant", name, "05", *others)
    assert "code de département" in terminal.refused("tenant", name, "99", *others, code=2)


def test_a_folder_that_cannot_be_written_closes_nothing(
    terminal: Terminal, wiring: Wiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.said("tenant", "suspend", "48", *WHY)
    (tmp_path / "file").touch()
    to = ("--to", str(tmp_path / "file" / "below"))
    assert "donnez un autre dossier par --to" in terminal.refused(
        "tenant", "close", "48", *WHY, *to
    )

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    to = ("--to", str(tmp_path / "full"))
    assert "libérez de la place" in terminal.refused("tenant", "close", "48", *WHY, *to)
    assert list((tmp_path / "full").iterdir()) == []
    assert wiring.platform().load(Tenant, tenant_id("48")).status == "suspended"


def test_nothing_is_sealed_while_a_mail_is_due(
    terminal: Terminal, wiring: Wiring, tmp_path: Path
) -> None:
    terminal.said("tenant", "suspend", "48", *WHY)
    for state in ("due", "sent", "given_up"):
        kept(wiring, state)
    refused = terminal.refused("tenant", "close", "48", *WHY, "--to", str(tmp_path / "out"))
    assert "Des courriers de 48 ne sont pas encore partis : 1." in refused
    assert not (tmp_path / "out").exists()


def test_without_the_right_nothing_is_written_out_and_no_look_noted(
    terminal: Terminal, wiring: Wiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Departement(wiring).found()
    fewer = {key: one for key, one in RIGHTS.items() if key[1] != "export_tenant"}
    monkeypatch.setattr("services.policy.RIGHTS", fewer)
    refused = terminal.refused("tenant", "export", "48", "--to", str(tmp_path / "out"))
    assert "Votre rôle ne permet pas cette action" in refused
    assert not (tmp_path / "out").exists()
    with wiring.pool.checkout(roles_of(wiring.pool.database, "48").web) as connection:
        counted = connection.execute("SELECT count(*) FROM t_48.access_log").fetchone()
    assert counted == (0,)


def test_what_is_recorded_meanwhile_is_exported_too(
    terminal: Terminal, wiring: Wiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outcome of a mail may still come after the suspension."""
    lozere = Departement(wiring).found()
    follow(wiring)
    terminal.said("tenant", "suspend", "48", *WHY)
    left = [1]
    before = os.fsync

    def meanwhile(descriptor: int) -> None:
        before(descriptor)
        if left:
            left.pop()
            lozere.designate("recteur", PREFET, Side.STATE)
            follow(wiring)

    monkeypatch.setattr(os, "fsync", meanwhile)
    closed = terminal.said("tenant", "close", "48", *WHY, "--to", str(tmp_path))
    lines = gzip.decompress(Path(closed["file"]).read_bytes()).splitlines()
    assert sum(b"signatory_designated" in line for line in lines) == 3


def test_nothing_is_sealed_before_all_of_it_was_followed(
    terminal: Terminal, wiring: Wiring, tmp_path: Path
) -> None:
    """A mail may yet come of what the follower has not seen."""
    lozere = Departement(wiring).found()
    follow(wiring)
    terminal.said("tenant", "suspend", "48", *WHY)
    lozere.request()
    to = ("--to", str(tmp_path / "out"))
    refused = terminal.refused("tenant", "close", "48", *WHY, *to)
    assert "n’a pas encore été lu" in refused
    assert not (tmp_path / "out").exists()
    assert status(terminal) == "suspended"


def test_what_is_due_once_the_export_stands_is_waited_for(
    terminal: Terminal, wiring: Wiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Departement(wiring).found()
    follow(wiring)
    terminal.said("tenant", "suspend", "48", *WHY)
    before = os.fsync

    def meanwhile(descriptor: int) -> None:
        before(descriptor)
        monkeypatch.setattr(os, "fsync", before)
        kept(wiring, "redriven")

    monkeypatch.setattr(os, "fsync", meanwhile)
    refused = terminal.refused("tenant", "close", "48", *WHY, "--to", str(tmp_path))
    assert "ne sont pas encore partis : 1." in refused
    assert status(terminal) == "suspended"


def test_of_what_is_closed_nothing_is_sent_any_more(
    terminal: Terminal, wiring: Wiring, tmp_path: Path
) -> None:
    Departement(wiring).found()
    follow(wiring)
    kept(wiring, "given_up")
    terminal.said("tenant", "suspend", "48", *WHY)
    terminal.said("tenant", "close", "48", *WHY, "--to", str(tmp_path))
    head = wiring.pactes("48").recorder.max_notification_id()
    refused = terminal.refused("notifications", "redrive", "--tenant", "48")
    assert "48 est fermé, son journal est scellé" in refused
    assert "Courriers relancés : 0." in terminal.told("notifications", "redrive")
    kept(wiring, "due")
    outbox = PostgresOutbox(wiring.pool, wiring.pactes)
    assert outbox.lease("48", 1) == []
    with wiring.pool.checkout(roles_of(wiring.pool.database, "48").follow) as connection:
        (leased,) = take(connection, "t_48", 1)
        (row,) = log.read(connection, "t_48", 0, 1)
    assert not outbox.conclude(log.decode(row, "48"), leased, Outcome(Result.SENT))
    assert wiring.pactes("48").recorder.max_notification_id() == head
