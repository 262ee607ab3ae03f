"""`pacte follow` and `pacte projections`, as processes and as commands."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from click.testing import CliRunner

from infra.cli.processes import up
from infra.cli.projections import command
from infra.embedded.servers import Servers
from infra.store.connections.names import roles_of
from infra.store.rebuilding import swapping
from infra.store.watch.standings import of_other_versions
from projections.catalogue import projections_of
from tests.domain.convention import given
from tests.readside import Departement, Site, site

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def place(servers: Servers) -> Iterator[Site]:
    with site(servers) as made:
        yield made


@pytest.fixture
def departement(place: Site, monkeypatch: pytest.MonkeyPatch) -> Departement:
    for name, value in place.settings.for_children().items():
        monkeypatch.setenv(name, value)
    return place.departement()


def caught_up(departement: Departement, position: int) -> None:
    until = monotonic() + 60
    while departement.rows("positions") == [] or departement.standing("trail")[0] < position:
        assert monotonic() < until


def test_a_process_follows_wakes_and_stops_cleanly(departement: Departement, place: Site) -> None:
    first = departement.record(given.with_parties())
    program = [sys.executable, "-m", "infra.cli.main", "follow"]
    with subprocess.Popen(
        program,
        cwd=REPOSITORY,
        env=place.settings.for_children(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "pacte:ready\n"
            caught_up(departement, first)
            position = departement.record(given.with_parties())
            place.wiring.wake(departement.code)
            caught_up(departement, position)
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()


def test_status_says_how_far_and_why_not(departement: Departement) -> None:
    position = departement.record(given.with_parties())
    departement.follow()
    departement.run(
        "UPDATE {schema}.positions SET status = 'stopped', error = 'Arrêtée.', position = 1"
        " WHERE projection = 'funding'"
    )
    runner = CliRunner()
    shown = runner.invoke(command, ["status", "--tenant", departement.code, "--json"])
    found = {each["projection"]: each for each in json.loads(shown.stdout)}
    assert found["trail"]["position"] == found["trail"]["head"] == position
    assert (found["funding"]["position"], found["funding"]["status"]) == (1, "stopped")
    table = runner.invoke(command, ["status", "--tenant", departement.code], env={"COLUMNS": "160"})
    assert "arrêtée" in table.stdout


def test_up_tells_of_rows_of_another_version(
    departement: Departement, capsys: pytest.CaptureFixture[str]
) -> None:
    departement.record(given.with_parties())
    departement.follow()
    up._tell_of_other_versions(departement.wiring.settings)
    assert capsys.readouterr().out == ""
    departement.run("UPDATE {schema}.positions SET version = 0 WHERE projection = 'funding'")
    [found] = of_other_versions(departement.wiring.pool)
    assert (found.tenant, found.projection) == (departement.code, "funding")
    up._tell_of_other_versions(departement.wiring.settings)
    assert "pacte projections rebuild --accept" in capsys.readouterr().out


def test_rebuild_answers_a_receipt_for_each_projection(departement: Departement) -> None:
    departement.record(given.with_parties())
    departement.follow()
    asked = ["rebuild", "--tenant", departement.code, "--json"]
    done = CliRunner().invoke(command, asked, standalone_mode=False)
    assert done.return_value == 0, done.output
    receipts = json.loads(done.stdout)
    assert [r["projection"] for r in receipts] == [p.name for p in projections_of(departement.code)]
    assert all(receipt["equal"] and receipt["swapped"] for receipt in receipts)
    assert departement.code in receipts[0]["isolation"]["tenants"]


def test_rows_that_differ_are_an_error(departement: Departement) -> None:
    departement.record(given.with_parties())
    departement.follow()
    departement.run("UPDATE {schema}.parties SET side = 'state'")
    asked = ["rebuild", "--tenant", departement.code, "--projection", "content"]
    done = CliRunner().invoke(command, asked, standalone_mode=False)
    assert done.return_value == 1
    assert "diffèrent" in done.stdout


@pytest.mark.parametrize("as_json", [False, True])
def test_what_was_done_before_a_run_is_interrupted_is_shown(
    departement: Departement, monkeypatch: pytest.MonkeyPatch, *, as_json: bool
) -> None:
    """Somebody reads the third of the tables for too long."""
    departement.record(given.with_parties())
    departement.follow()
    monkeypatch.setattr(swapping, "SWAP_SECONDS", "0.05")
    names = [projection.name for projection in projections_of(departement.code)]
    (held, *_) = projections_of(departement.code)[2].tables
    reading = departement.pool.checkout(roles_of(departement.pool.database, departement.code).web)
    table = f"{departement.schema}.{held.name}"
    with reading as connection, connection.transaction():
        connection.execute(f"LOCK TABLE {table} IN ACCESS SHARE MODE".encode())
        asked = ["rebuild", "--tenant", departement.code, *["--json"] * as_json]
        done = CliRunner().invoke(command, asked)
    assert done.exit_code == 1
    for word in (f"«\u00a0{names[2]}\u00a0»", "lecture longue", "relancez", f"2 sur {len(names)}"):
        assert word in done.stderr
    if as_json:
        shown = [receipt["projection"] for receipt in json.loads(done.stdout)]
    else:
        shown = [line.split(",")[0].split()[-1] for line in done.stdout.splitlines()]
    assert shown == names[:2]
    again = CliRunner().invoke(command, asked, standalone_mode=False)
    assert again.return_value == 0, again.output


def test_an_unknown_projection_is_said(departement: Departement) -> None:
    asked = ["rebuild", "--tenant", departement.code, "--projection", "nothing"]
    done = CliRunner().invoke(command, asked)
    assert done.exit_code == 1
    assert "pacte projections status" in done.output
