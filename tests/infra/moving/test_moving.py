"""What moves, what does not, who is told what; and every way in which a move may stop halfway."""

import json
import os
import subprocess
import sys
import tracemalloc
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from domain.platform.instance import INSTANCE, Instance
from domain.upkeep import upkeep_id
from infra.evidence import pacte_verify
from infra.evidence.bundle.exporting import export
from infra.store.connections.names import roles_of
from infra.store.moving import beside as storing
from infra.store.moving import doors
from infra.store.moving.beside import TABLES
from infra.tenants.moving import leaving, receiving
from infra.tenants.moving.reading import nothing, read
from infra.tenants.moving.source import FileRefused
from infra.tenants.operating import note_look, operator
from tests.departement import PREFET, Departement
from tests.infra.cli.test_tenant_life import kept
from tests.infra.moving.hosts import ISSUER, NEW, SIRET, WHY, Host, lived
from tests.post import wait_until

OLD = "https://pacte.ancien.test"
THIRD = "https://pacte.troisieme.test"
# What is made again from the log at the new host, or leads to the old one.
LEFT_BEHIND = {"snapshots", "positions", "migrations", "tree", "tile", "invitation"}
# In the header, and written again from there.
ELSEWHERE = {"signer"}
KILLED = -9
DIE = "os.kill(os.getpid(), signal.SIGKILL)"


def leave(host: Host, folder: Path, to: str = NEW) -> dict[str, Any]:
    """Of a tenant that is suspended."""
    found: dict[str, Any] = host.said(
        "tenant", "export", "48", "--move-to", to, "--to", str(folder)
    )
    return found


def suspended(host: Host) -> None:
    host.said("tenant", "suspend", "48", *WHY)
    host.follow()


def arrive(host: Host, file: str) -> None:
    host.said("tenant", "import", file)
    host.said("tenant", "reactivate", "48")
    host.follow()


def status(host: Host) -> str:
    (found,) = host.said("tenant", "list")["tenants"]
    return str(found["status"])


def beside(host: Host) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: host.rows(f"SELECT {', '.join(TABLES[name])} FROM t_48.{name} ORDER BY 1, 2")  # noqa: S608 - known names
        for name in TABLES
    }


def killed(host: Host, where: str, *arguments: str) -> None:
    """The command, in a process that is killed where it calls that function."""
    module, _, name = where.rpartition(".")
    program = (
        f"import os, signal, sys\nimport {module} as place\nfrom infra.cli import main\n"
        f"place.{name} = lambda *_, **__: {DIE}\nmain.run(sys.argv[1:])\n"
    )
    environ = dict(os.environ) | dict(host.given)
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=environ, check=False, capture_output=True
    )
    assert done.returncode == KILLED, done.stderr.decode()


def test_all_of_it_is_there_as_it_was(old: Host, new: Host, tmp_path: Path) -> None:
    lived(old)
    suspended(old)
    left = leave(old, tmp_path / "out")
    said = new.said("tenant", "import", left["file"])
    assert (said["status"], said["missing_issuers"]) == ("suspended", [ISSUER])
    assert new.events(left["position"]) == old.events()
    looks = "SELECT * FROM t_48.access_log ORDER BY 1"
    assert new.rows(looks) == old.rows(looks) != []
    assert beside(new) == beside(old)
    assert all(beside(old).values())
    (received,) = new.events()[left["position"] :]
    assert (received[0], received[4]) == (left["position"] + 1, "upkeep.tenant_received.1")
    assert json.loads(received[5]) == {
        "from_instance": said["from_instance"],
        "position": left["position"],
        "root": left["root"],
    }
    assert new.rows("SELECT count(*) FROM t_48.snapshots") == [(0,)]
    standing = new.rows("SELECT projection, position FROM t_48.positions")
    assert standing == [("outbox", left["position"])]


def test_every_table_moves_or_is_known_to_stay(old: Host) -> None:
    """A column that a migration adds is one that moves."""
    old.said("tenant", "declare", "48", "--siret", SIRET)
    columns = old.rows(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 't_48' AND NOT EXISTS (SELECT FROM information_schema.columns AS r"
        "  WHERE r.table_schema = 't_48' AND r.table_name = columns.table_name"
        "  AND r.column_name = 'from_position')"
    )
    tables = {table for table, _ in columns}
    assert tables == TABLES.keys() | {"events", "access_log"} | LEFT_BEHIND | ELSEWHERE
    for name, known in TABLES.items():
        assert {column for table, column in columns if table == name} == known.keys()


def test_what_is_open_or_still_tells_people_does_not_leave(old: Host, tmp_path: Path) -> None:
    lozere, _ = lived(old)
    out = ("tenant", "export", "48", "--move-to", NEW, "--to", str(tmp_path / "out"))
    assert "« pacte tenant suspend » le suspend" in old.refused(*out)
    old.said("tenant", "suspend", "48", *WHY)
    lozere.draft()
    assert "n’a pas encore été lu" in old.refused(*out)
    old.follow()
    kept(old.wiring, "due")
    assert "ne sont pas encore partis : 1." in old.refused(*out)
    assert not (tmp_path / "out").exists()
    assert status(old) == "suspended"


def test_an_address_is_one_of_a_host(old: Host, tmp_path: Path) -> None:
    lived(old)
    suspended(old)
    told = old.refused("tenant", "export", "48", "--move-to", "chez-nous", "--to", str(tmp_path))
    assert "https://pacte.exemple.fr" in told


def test_an_export_that_is_killed_leaves_nothing_and_is_run_again(
    old: Host, tmp_path: Path
) -> None:
    lived(old)
    suspended(old)
    out = tmp_path / "out"
    command = ("tenant", "export", "48", "--move-to", NEW, "--to", str(out))
    killed(old, "infra.tenants.moving.leaving._shut", *command)
    (hidden,) = out.iterdir()
    assert (hidden.name[0], status(old)) == (".", "suspended")
    left = leave(old, out)
    assert [str(path) for path in out.iterdir()] == [left["file"]]
    assert read(Path(left["file"]), nothing).root == left["root"]


def test_killed_once_it_has_left_the_file_is_written_again(old: Host, tmp_path: Path) -> None:
    lived(old)
    suspended(old)
    out = tmp_path / "out"
    command = ("tenant", "export", "48", "--move-to", NEW, "--to", str(out))
    killed(old, "infra.tenants.moving.leaving._named", *command)
    (hidden,) = out.iterdir()
    assert (hidden.name[0], status(old)) == (".", "moved")
    left = leave(old, out, THIRD)
    assert [str(path) for path in out.iterdir()] == [left["file"]]
    (listed,) = old.said("tenant", "list")["tenants"]
    assert listed["moved_to"] == THIRD
    assert len(old.events()) == left["position"]


def test_a_look_that_comes_meanwhile_is_written_out_too(
    old: Host, new: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(old)
    suspended(old)
    times: list[int] = []
    before = leaving._written

    def meanwhile(*given: Any) -> Any:
        found = before(*given)
        if not times:
            note_look(old.wiring, operator(old.wiring, "platform", "test"), "48", "x")
        times.append(1)
        return found

    monkeypatch.setattr(leaving, "_written", meanwhile)
    left = leave(old, tmp_path / "out")
    assert len(times) == 2
    new.said("tenant", "import", left["file"])
    looks = "SELECT * FROM t_48.access_log ORDER BY 1"
    assert len(new.rows(looks)) == len(old.rows(looks)) == 2


def test_who_never_arrived_is_taken_back(old: Host, tmp_path: Path) -> None:
    lozere, token = lived(old)
    assert "est ouvert" in old.refused("tenant", "reactivate", "48", "--take-back")
    suspended(old)
    leave(old, tmp_path / "out")
    assert "est parti chez un autre hébergeur" in old.refused("tenant", "reactivate", "48")
    assert "est parti" in old.refused("tenant", "suspend", "48", *WHY)
    told = old.told("tenant", "reactivate", "48", "--take-back")
    assert "Deux hébergeurs ne doivent jamais être ouverts" in told
    assert status(old) == "active"
    assert old.draft(token, str(uuid4())).status_code == 201
    lozere.draft()
    old.follow()
    suspended(old)
    leave(old, tmp_path / "out")


def test_an_import_that_is_killed_leaves_nothing_and_is_run_again(
    old: Host, new: Host, tmp_path: Path
) -> None:
    lived(old)
    suspended(old)
    left = leave(old, tmp_path / "out")
    new.told("migrate")
    for where in ("_grow", "_note", "receive_tenant"):
        killed(new, f"infra.tenants.moving.receiving.{where}", "tenant", "import", left["file"])
        assert new.rows("SELECT to_regnamespace('t_48') IS NULL") == [(True,)]
        assert new.said("tenant", "list")["tenants"] == []
    arrive(new, left["file"])
    assert new.events(left["position"]) == old.events()


def test_before_all_was_compared_nobody_has_a_right(
    old: Host, new: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even within the transaction that writes it."""
    lived(old)
    suspended(old)
    left = leave(old, tmp_path / "out")
    before, seen = receiving._grow, list[Any]()

    def looked(connection: Any, header: Any) -> None:
        role = roles_of(new.wiring.pool.database, "48").web
        asked = "SELECT has_schema_privilege(%s, 't_48', 'USAGE')"
        seen.extend(connection.execute(asked, [role]).fetchall())
        before(connection, header)
        raise FileRefused("Essai.")

    monkeypatch.setattr(receiving, "_grow", looked)
    assert "Essai." in new.refused("tenant", "import", left["file"])
    assert seen == [(False,)]
    assert new.rows("SELECT to_regnamespace('t_48') IS NULL") == [(True,)]


def test_what_is_written_is_compared_with_what_was_read(
    old: Host, new: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(old)
    suspended(old)
    left = leave(old, tmp_path / "out")
    before = storing.fill

    def altered(connection: Any, schema: str, table: str, rows: Any) -> None:
        if table == "events":
            rows = ((*row[:5], row[5].replace(b"ARS", b"ARs"), row[6]) for row in rows)
        before(connection, schema, table, rows)

    monkeypatch.setattr(storing, "fill", altered)
    assert "ne donne pas la racine du fichier" in new.refused("tenant", "import", left["file"])
    assert new.rows("SELECT to_regnamespace('t_48') IS NULL") == [(True,)]


def test_an_event_that_this_program_does_not_know_moves_as_it_is(
    old: Host, new: Host, tmp_path: Path
) -> None:
    lived(old)
    suspended(old)
    state, envelope = b'{"figures":[1,2],"word":"demain"}', old.events()[0][6]
    for stream, topic in ((uuid4(), "future.dawned.3"), (upkeep_id("48"), "upkeep.dawned.1")):
        old.rows(
            "SELECT t_48.append(NULL, NULL, NULL::smallint, %s, 1::bigint, %s, %s, %s)",
            *(stream, topic, state, envelope),
        )
    old.rows("UPDATE t_48.positions SET position = position + 2 WHERE projection = 'outbox'")
    left = leave(old, tmp_path / "out")
    new.said("tenant", "import", left["file"])
    assert new.events(left["position"]) == old.events()
    *_, dawned, again, received = new.events()
    assert dawned[5] == again[5] == state
    assert (received[1], received[2]) == (upkeep_id("48"), 2)


def test_checkpoints_of_before_and_after_are_of_one_log(
    old: Host, new: Host, tmp_path: Path
) -> None:
    """The bundle of the new host holds for a stranger who kept a mail of the old one."""
    _, token = lived(old)
    mails = sorted(old.settings.home.joinpath("mail").glob("*.eml"))
    suspended(old)
    arrive(new, leave(old, tmp_path / "out")["file"])
    assert new.draft(token, str(uuid4())).status_code == 201
    new.follow()
    bundle = export(new.wiring, "48", tmp_path / "bundle").path
    manifest = json.loads((bundle / "manifest.json").read_text())
    keys = json.loads((bundle / "keys.json").read_text())["keys"]
    assert [one["until"] is None for one in keys] == [False, True]
    signers = [pacte_verify.parse_key(one["key"]) for one in keys]
    assert {one.name for one in signers} == {manifest["origin"]}
    notes = [path.read_text() for path in (bundle / "checkpoints").iterdir()]
    last = (bundle / "checkpoint.txt").read_text()
    of_old, of_new = ([one] for one in signers)
    assert pacte_verify.opened(pacte_verify.sole_note(last.encode()), of_new)
    assert sum(signed(note, of_old[0]) for note in notes) > 3
    report = pacte_verify.verify(bundle, given=of_new, against=mails)
    assert report.failures == 0, pacte_verify.shown(report)
    assert len(mails) > 3


def signed(note: str, key: pacte_verify.Key) -> bool:
    try:
        pacte_verify.opened(pacte_verify.sole_note(note.encode()), [key])
    except pacte_verify.Wrong:
        return False
    return True


def test_there_and_back_it_is_the_same_log_and_a_fork_is_not(
    old: Host, new: Host, tmp_path: Path
) -> None:
    lozere, _ = lived(old)
    suspended(old)
    arrive(new, leave(old, tmp_path / "out")["file"])
    Departement(new.wiring, organizations=lozere.organizations).draft()
    new.follow()
    suspended(new)
    back = leave(new, tmp_path / "back", OLD)
    other = old.events()
    old.said("tenant", "reactivate", "48", "--take-back")
    lozere.draft()
    old.follow()
    suspended(old)
    leave(old, tmp_path / "fork")
    told = old.refused("tenant", "import", back["file"])
    assert "n’est pas la suite de celui qui est parti d’ici" in told
    assert old.events()[: len(other)] == other
    assert len(old.events()) > len(other)
    assert status(old) == "moved"


def test_back_where_it_began_shared_rows_are_its_own_again(
    old: Host, new: Host, tmp_path: Path
) -> None:
    lozere, _ = lived(old)
    suspended(old)
    shared = "SELECT * FROM t_platform.national_conventions ORDER BY 1, 2"
    before = old.rows(shared)
    assert before
    arrive(new, leave(old, tmp_path / "out")["file"])
    assert new.rows(shared) == before
    Departement(new.wiring, organizations=lozere.organizations).draft()
    suspended(new)
    arrive(old, leave(new, tmp_path / "back", OLD)["file"])
    assert old.rows(shared) == new.rows(shared) != before
    old.said("projections", "rebuild", "--tenant", "48")


def test_no_other_tenant_changes(old: Host, new: Host, tmp_path: Path) -> None:
    lived(old)
    for host in (old, new):
        host.said("tenant", "declare", "05", "--siret", SIRET)
        Departement(host.wiring, "05").found()
        host.follow("05")
    everything = (
        "SELECT 'e', notification_id::text, encode(state, 'hex') FROM t_05.events UNION ALL"
        " SELECT 'p', person_id::text, display_name FROM t_05.person UNION ALL"
        " SELECT 'r', convention_id::text, title FROM t_platform.national_conventions"
        " WHERE tenant = '05' ORDER BY 1, 2"
    )
    before = [host.rows(everything) for host in (old, new)]
    suspended(old)
    arrive(new, leave(old, tmp_path / "out")["file"])
    suspended(new)
    arrive(old, leave(new, tmp_path / "back", OLD)["file"])
    assert [host.rows(everything) for host in (old, new)] == before
    assert all(before)


def test_who_left_is_out_of_reach_of_every_role(old: Host, tmp_path: Path) -> None:
    lived(old)
    suspended(old)
    leave(old, tmp_path / "out")
    database = old.wiring.pool.database
    roles = roles_of(database, "48")
    for role in (roles.web, roles.follow, roles.sweep):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            old.wiring.pool.checkout(role) as connection,
        ):
            connection.execute("SELECT count(*) FROM t_48.positions")
    old.told("migrate")
    assert old.rows("SELECT has_schema_privilege(%s, 't_48', 'USAGE')", roles.web) == [(False,)]
    for command in (
        ("audit", "export", "--tenant", "48"),
        ("notifications", "redrive", "--tenant", "48"),
        ("person", "erase", "--tenant", "48", str(PREFET)),
    ):
        old.refused(*command)


def test_memory_does_not_grow_with_the_log(
    old: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the file that is written, and of the one that is read, whatever is sealed at a time."""
    monkeypatch.setattr("infra.store.evidence.leaves.BATCH", 20)
    monkeypatch.setattr("infra.store.evidence.payload.AT_ONCE", 16)
    lived(old)
    suspended(old)
    peaks = []
    for number, more in enumerate((4_000, 16_000)):
        old.rows("SELECT t_48.look(%s) FROM generate_series(1, %s)", b'{"a":1}', more)
        tracemalloc.start()
        left = leave(old, tmp_path / f"out-{number}")
        read(Path(left["file"]), nothing)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        old.said("tenant", "reactivate", "48", "--take-back")
        suspended(old)
    assert peaks[1] < peaks[0] + 500_000


def test_who_is_missing_for_people_to_come_in_is_told_until_it_is_there(
    old: Host, new: Host, tmp_path: Path
) -> None:
    lived(old)
    suspended(old)
    left = leave(old, tmp_path / "out")
    told = new.told("tenant", "import", left["file"])
    assert f"« pacte sso add » pour {ISSUER}" in told
    assert "« pacte tenant reactivate 48 »" in told

    def said() -> str:
        found = new.here().said("doctor", code=1)["findings"]
        return next(str(one["text"]) for one in found if one["name"] == "identification")

    assert ISSUER in said()
    new.told(
        *("sso", "add", "essai", "--preset", "keycloak", "--issuer", ISSUER),
        *("--client-id", "pacte", "--client-ref", "essai", "--tenant", "48"),
    )
    assert said() == "rien ne manque"


def test_at_a_third_host_it_is_still_the_log_of_the_first(
    old: Host, new: Host, third: Host, tmp_path: Path
) -> None:
    lived(old)
    hosts = (old, new, third)
    for number, (source, target) in enumerate(pairwise(hosts)):
        suspended(source)
        arrive(target, leave(source, tmp_path / f"out-{number}")["file"])
    bundle = export(third.wiring, "48", tmp_path / "bundle").path
    origin = json.loads((bundle / "manifest.json").read_text())["origin"]
    named = old.wiring.platform().load(Instance, INSTANCE)
    assert origin == f"{named.instance_id}/t/48"
    keys = json.loads((bundle / "keys.json").read_text())["keys"]
    assert [one["until"] is None for one in keys] == [False, False, True]
    assert pacte_verify.verify(bundle).failures == 0


def test_a_log_that_was_altered_does_not_leave(old: Host, tmp_path: Path) -> None:
    lived(old)
    suspended(old)
    old.rows("ALTER TABLE t_48.events DISABLE TRIGGER unchanged")
    old.rows("UPDATE t_48.events SET state = '{}' WHERE notification_id = 3")
    told = old.refused("tenant", "export", "48", "--move-to", NEW, "--to", str(tmp_path / "out"))
    assert "n’est plus celui qui a été scellé" in told
    assert list((tmp_path / "out").iterdir()) == []
    assert status(old) == "suspended"


def test_without_the_owner_s_address_nobody_moves(
    old: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(old)
    suspended(old)
    old.here()
    monkeypatch.delenv("DATABASE_OWNER_URL")
    move = ("tenant", "export", "48", "--move-to", NEW, "--to", str(tmp_path / "out"))
    assert "DATABASE_OWNER_URL" in old.terminal.refused(*move)
    assert not (tmp_path / "out").exists()


def test_who_was_let_in_before_and_comes_late_is_refused(
    old: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for the lock while the tenant leaves: what it appends would be nowhere."""
    lived(old)
    suspended(old)
    late: list[psycopg.Error] = []

    def look() -> None:
        by = operator(old.wiring, "platform", "test")
        try:
            note_look(old.wiring, by, "48", "late")
        except psycopg.Error as error:
            late.append(error)

    before, waiting = doors.end, Thread(target=look)

    def meanwhile(*given: Any) -> Any:
        waiting.start()
        wait_until(lambda: bool(old.rows("SELECT pid FROM pg_locks WHERE NOT granted")))
        return before(*given)

    monkeypatch.setattr(doors, "end", meanwhile)
    leave(old, tmp_path / "out")
    waiting.join()
    assert [type(each) for each in late] == [psycopg.errors.CheckViolation]
    assert len(old.rows("SELECT position FROM t_48.access_log")) == 1
    with pytest.raises(psycopg.errors.CheckViolation):
        old.rows("INSERT INTO t_48.events SELECT gen_random_uuid(), 1, 9999, now(), 'x', '', ''")


def test_what_the_old_host_removed_may_come_back_but_not_be_taken_back(
    old: Host, new: Host, tmp_path: Path
) -> None:
    lived(old)
    suspended(old)
    arrive(new, leave(old, tmp_path / "out")["file"])
    old.rows("DROP SCHEMA t_48 CASCADE")
    assert "n’est plus ici" in old.refused("tenant", "reactivate", "48", "--take-back")
    again = ("tenant", "export", "48", "--move-to", NEW, "--to", str(tmp_path / "again"))
    assert "n’est plus ici" in old.refused(*again)
    assert status(old) == "moved"
    suspended(new)
    arrive(old, leave(new, tmp_path / "back", OLD)["file"])
    assert old.events()[:-1] == new.events()
