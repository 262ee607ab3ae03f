"""What moves, what does not, who is told what; and what a move may meet."""

import json
import tracemalloc
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from domain.upkeep import upkeep_id
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
from tests.infra.moving.acts import OLD, arrive, beside, leave, status, suspended
from tests.infra.moving.hosts import ISSUER, NEW, SIRET, WHY, Host, lived
from tests.post import wait_until

# What is made again from the log at the new host, or leads to the old one.
LEFT_BEHIND = {"snapshots", "positions", "migrations", "tree", "tile", "invitation"}
# In the header, and written again from there.
ELSEWHERE = {"signer"}


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


@pytest.mark.slow
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


@pytest.mark.parametrize("noted", ["", "ab" * 32])
def test_a_file_of_another_hash_is_not_taken_in(
    old: Host, new: Host, tmp_path: Path, noted: str
) -> None:
    """Nothing is written for it, not even what an empty host begins with."""
    lived(old)
    suspended(old)
    left = leave(old, tmp_path / "out")
    told = new.refused("tenant", "import", left["file"], "--sha256", noted)
    assert left["sha256"] in told
    assert "rien n’a été écrit" in told
    assert new.rows("SELECT FROM pg_namespace WHERE starts_with(nspname, 't_')") == []
    found = new.said("tenant", "import", left["file"], "--sha256", left["sha256"].upper())
    assert (found["sha256"], found["to"]) == (left["sha256"], NEW)


def test_a_file_that_changes_while_it_is_read_is_not_taken_in(
    old: Host, new: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(old)
    suspended(old)
    file = Path(leave(old, tmp_path / "out")["file"])

    def replaced(path: Path, take: Any) -> Any:
        found = read(path, take)
        if take is not nothing:
            path.write_bytes(path.read_bytes() + b"\0")
        return found

    monkeypatch.setattr(receiving, "read", replaced)
    assert "a changé pendant qu’il était lu" in new.refused("tenant", "import", str(file))
    assert new.said("tenant", "list")["tenants"] == []


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
