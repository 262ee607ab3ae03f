"""`pacte import FILE`: once, for a declared département, and nothing that is not understood."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from domain.convention.convention import Convention
from domain.platform.facts import TenantKind
from infra.cli.acts.import_ import command
from infra.cli.acts.plan_file import FileRefused, read_plan
from infra.demo import founding
from infra.demo.living import loire
from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.store.schemas.migrate import migrate, owner, provision
from infra.tenants.operating import operator
from infra.wiring import Wiring
from services.imports.identities import convention_id, person_id
from services.platform.commands import CloseTenant, DeclareTenant, SuspendTenant
from services.platform.tenants import close_tenant, declare_tenant, suspend_tenant
from tests.infra.cli.terminal import plain
from tests.servers import Database


@pytest.fixture
def wiring(servers: Servers, database: Database, redis_url: str) -> Iterator[Wiring]:
    settings = Settings(
        home=servers.home,
        database_url=database.app_url,
        database_owner_url=database.owner_url,
        redis_url=redis_url,
    )
    migrate(settings)
    made = Wiring(settings)
    founding.publish_framework(made)
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "loire.json"
    path.write_bytes(msgspec.json.encode(loire.plan()))
    return path


def run(wiring: Wiring, *arguments: str) -> Result:
    given = wiring.settings.for_children()
    return CliRunner().invoke(command, arguments, env=given, standalone_mode=False)


def changed(file: Path, path: tuple[str | int, ...], value: object) -> Path:
    document: Any = json.loads(file.read_text())
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    file.write_text(json.dumps(document))
    return file


def test_a_file_is_taken_over_once(wiring: Wiring, file: Path) -> None:
    founding.declare_tenant(wiring, "42")
    first = json.loads(run(wiring, str(file), "--json").output)
    assert first["conventions"] == {"42-CALPAE": {"added": 2, "known": 0}}
    assert first["isolation"]["tenants"] == [PLATFORM]
    again = run(wiring, str(file))
    assert "rien n’a changé" in again.output
    assert "Aucun journal n’a été changé (recalculés : 2" in plain(again.output)
    found = wiring.pactes("42").load(Convention, convention_id("42", "42-CALPAE"))
    assert [version.no for version in found.versions] == [1, 2]


def test_the_machine_that_imports_is_a_person_of_the_tenant(wiring: Wiring, file: Path) -> None:
    founding.declare_tenant(wiring, "42")
    run(wiring, str(file))
    machine = person_id("42", "import")
    assert "pacte import" in wiring.people("42").many([machine])[machine].display_name


def test_a_departement_that_is_not_declared_is_named(wiring: Wiring, file: Path) -> None:
    refused = run(wiring, str(file))
    assert "« 42 » n’est déclaré ici" in plain(str(refused.exception))


def test_one_that_was_provisioned_and_never_opened_is_refused(wiring: Wiring, file: Path) -> None:
    declared = DeclareTenant(
        code="42",
        name="Loire",
        kind=TenantKind.DEPARTEMENT,
        territory_codes=("42",),
        region_code="84",
        siret="22480001100013",
    )
    declare_tenant(wiring.platform(), operator(wiring, PLATFORM, "essai"), declared)
    with owner(wiring.settings) as connection:
        provision(connection, "42", wiring.settings)
    refused = run(wiring, str(file))
    assert "pas encore ouvert" in plain(str(refused.exception))
    assert untouched(wiring)


@pytest.mark.parametrize("ends", [False, True])
def test_nothing_is_written_into_what_is_suspended_or_closed(
    wiring: Wiring, file: Path, *, ends: bool
) -> None:
    """Not even the person who would have imported it."""
    founding.declare_tenant(wiring, "42")
    by = operator(wiring, PLATFORM, "essai")
    suspend_tenant(wiring.platform(), by, SuspendTenant(code="42", reason="Essai."))
    if ends:
        command = CloseTenant(code="42", reason="Essai.", export_sha256="0" * 64)
        close_tenant(wiring.platform(), by, command)
    refused = run(wiring, str(file))
    assert "on lit, on n’écrit pas" in plain(str(refused.exception))
    assert untouched(wiring)


def untouched(wiring: Wiring) -> bool:
    nobody = wiring.people("42").many([person_id("42", "import")]) == {}
    return nobody and wiring.pactes("42").recorder.max_notification_id() is None


def test_a_file_reads_as_it_was_written(file: Path) -> None:
    assert read_plan(file) == loire.plan()


LINE = ("conventions", 0, "versions", 0, "lines", 0)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ((*LINE, "amount_cents"), 575041.5, "lines[0].amount_cents"),
        ((*LINE, "amount_cents"), 575041.0, "lines[0].amount_cents"),
        ((*LINE, "montant"), 1, "inconnu $.conventions[0].versions[0].lines[0].montant"),
        (("tenant",), 42, "$.tenant"),
        (("conventions", 0, "kind"), "CLX", "$.conventions[0].kind"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(
    file: Path, path: tuple[str | int, ...], value: object, said: str
) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_plan(changed(file, path, value))
    assert said in refusal.value.format_message()


@pytest.mark.parametrize("written", [b"", b"{", b"\xff", b"[]", b"{}"])
def test_what_is_no_plan_is_refused(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(written)
    with pytest.raises(FileRefused):
        read_plan(path)
