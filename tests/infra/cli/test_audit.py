"""`pacte audit export|verify|rotate`, as an operator types them."""

import json
import os
from pathlib import Path

import pytest

from infra.cli import main
from infra.evidence import keyring, pacte_verify
from infra.evidence.instance import instance
from infra.store.connections.names import roles_of
from infra.store.watch import looks
from infra.wiring import Wiring
from services.rights import RIGHTS
from tests.departement import Departement
from tests.infra.cli.terminal import Terminal

EXPORT = ("audit", "export", "--tenant", "48")


@pytest.fixture
def lozere(wiring: Wiring) -> Departement:
    return Departement(wiring).found()


def test_a_bundle_goes_out_and_holds(
    terminal: Terminal, lozere: Departement, tmp_path: Path
) -> None:
    del lozere
    target = tmp_path / "bundle"
    found = terminal.said(*EXPORT, "--output", str(target))
    manifest = json.loads((target / "manifest.json").read_bytes())
    assert (found["folder"], found["size"], found["tenant"]) == (str(target), 9, "48")
    assert (manifest["origin"], manifest["size"]) == (found["origin"], 9)
    assert terminal.said("audit", "verify", str(target))["holds"] is True
    assert "Ce paquet TIENT." in terminal.told("audit", "verify", str(target))
    refused = terminal.refused(*EXPORT, "--output", str(target))
    assert "existe déjà" in refused
    assert "--output" in refused


@pytest.mark.usefixtures("lozere")
def test_by_default_it_lies_in_the_home(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACTE_HOME", str(tmp_path / "home"))
    told = terminal.told(*EXPORT, "--as-of", "4")
    (path,) = (tmp_path / "home" / "exports").iterdir()
    assert path.name == "pacte-audit-48-4"
    assert told.startswith(f"Paquet d’audit de 48 : {path}\n4 événements.")
    assert path.stat().st_mode & 0o777 == 0o700


def test_the_look_is_noted_before_anything_is_written(
    terminal: Terminal, wiring: Wiring, lozere: Departement, tmp_path: Path
) -> None:
    del lozere
    before = list(tmp_path.iterdir())
    (tmp_path / "file").touch()
    refused = terminal.refused(*EXPORT, "--output", str(tmp_path / "file" / "below"))
    assert "donnez un autre dossier par --output" in refused
    (look,) = looks.page(wiring.pool, "48")
    assert (look["query"], look["home"], look["purpose"]) == (
        "export_audit",
        "platform",
        "pacte audit export",
    )
    assert {path.name for path in tmp_path.iterdir()} == {*(p.name for p in before), "file"}


def test_without_the_right_nothing_is_written_and_no_look_noted(
    terminal: Terminal,
    wiring: Wiring,
    lozere: Departement,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del lozere
    fewer = {key: one for key, one in RIGHTS.items() if key[1] != "export_audit"}
    monkeypatch.setattr("services.policy.RIGHTS", fewer)
    refused = terminal.refused(*EXPORT, "--output", str(tmp_path / "bundle"))
    assert "Votre rôle ne permet pas cette action" in refused
    assert not (tmp_path / "bundle").exists()
    with wiring.pool.checkout(roles_of(wiring.pool.database, "48").web) as connection:
        assert connection.execute("SELECT count(*) FROM t_48.access_log").fetchone() == (0,)


@pytest.mark.parametrize(
    ("moment", "code", "words"),
    [
        ("0", 1, "le premier fait l’a été à"),
        ("10", 1, "Sans --as-of, tout le journal est pris."),
        ("2999-01-01T00:00:00Z", 1, "Cet instant n’est pas encore arrivé."),
        ("2001-01-01T00:00:00Z", 1, "Donnez un moment plus récent"),
        ("hier", 2, "« hier » n’est pas une position du journal"),
        ("2025-06-30T12:00:00", 2, "avec son fuseau"),
        ("-1", 2, "n’est pas une position du journal"),
    ],
)
@pytest.mark.usefixtures("lozere")
def test_a_moment_that_is_none_is_refused(
    terminal: Terminal, tmp_path: Path, moment: str, code: int, words: str
) -> None:
    """Never answered with the latest."""
    asked = (*EXPORT, f"--as-of={moment}", "--output", str(tmp_path / "bundle"))
    assert words in terminal.refused(*asked, code=code)
    assert not (tmp_path / "bundle").exists()


def test_where_nothing_is_recorded_there_is_none(terminal: Terminal, tmp_path: Path) -> None:
    refused = terminal.refused(*EXPORT, "--output", str(tmp_path / "bundle"))
    assert "Rien n’a encore été enregistré ici." in refused


def test_a_past_position_and_no_motives(
    terminal: Terminal, lozere: Departement, tmp_path: Path
) -> None:
    del lozere
    target = tmp_path / "bundle"
    asked = ("--as-of", "4", "--without-texts", "--output", str(target))
    assert terminal.said(*EXPORT, *asked)["size"] == 4
    assert not (target / "texts.json").exists()
    assert terminal.said("audit", "verify", str(target))["size"] == 4


def test_one_is_said_as_one(terminal: Terminal, lozere: Departement, tmp_path: Path) -> None:
    del lozere
    target = tmp_path / "bundle"
    told = terminal.told(*EXPORT, "--as-of", "1", "--output", str(target))
    assert "\n1 événement. Sans horodatage d’un tiers." in told
    told = terminal.told("audit", "verify", str(target))
    assert "\n1 événement, le dernier du" in told
    assert "L’événement, recalculé octet par octet, donne la racine signée." in told


def test_what_does_not_hold_or_cannot_be_read_is_an_exit_code(
    terminal: Terminal, lozere: Departement, tmp_path: Path
) -> None:
    del lozere
    target = tmp_path / "bundle"
    terminal.said(*EXPORT, "--output", str(target))
    older = tmp_path / "older"
    terminal.said(*EXPORT, "--as-of", "4", "--output", str(older))
    terminal.said("audit", "verify", str(target), "--against", str(older))
    told = terminal.told("audit", "verify", str(older), "--against", str(target), code=1)
    assert "il manque la fin" in told
    assert terminal.said("audit", "verify", str(tmp_path), code=2)["holds"] is None
    assert "--key" in terminal.refused("audit", "verify", str(target), "--key", code=2)


def test_a_missing_key_is_said_with_what_to_do(
    terminal: Terminal, wiring: Wiring, lozere: Departement, tmp_path: Path
) -> None:
    del lozere
    home = wiring.settings.home
    named = instance(wiring.platform(), home)
    aside = {path: path.read_bytes() for path in keyring.folder_of(home).glob("*.key")}
    assert {path.stem for path in aside} >= set(named.keys)
    for public in named.keys:
        (keyring.folder_of(home) / f"{public}.key").unlink()
    refused = terminal.refused(*EXPORT, "--output", str(tmp_path / "bundle"))
    assert "Remettez le fichier depuis la sauvegarde" in refused
    assert "pacte audit rotate" in refused
    assert not (tmp_path / "bundle").exists()
    terminal.said("audit", "rotate")
    terminal.said(*EXPORT, "--output", str(tmp_path / "bundle"))


def test_a_new_key_signs_and_the_old_one_still_verifies(
    terminal: Terminal, wiring: Wiring, lozere: Departement, tmp_path: Path
) -> None:
    terminal.said(*EXPORT, "--output", str(tmp_path / "before"))
    told = terminal.told("audit", "rotate")
    assert "Sauvegardez" in told
    assert str(keyring.folder_of(wiring.settings.home)) in told
    public = terminal.said("audit", "rotate")["public_key"]
    lozere.join()
    terminal.said(*EXPORT, "--output", str(tmp_path / "after"))
    keys = json.loads((tmp_path / "after" / "keys.json").read_bytes())["keys"]
    assert [one["until"] is None for one in keys] == [False, False, True]
    assert pacte_verify.parse_key(keys[-1]["key"]).public.hex() == public
    verify = ("audit", "verify", str(tmp_path / "after"))
    assert terminal.said(*verify, "--key", keys[-1]["key"])["holds"] is True
    assert terminal.said(*verify, "--against", str(tmp_path / "before"))["holds"] is True
    assert terminal.said(*verify, "--key", keys[0]["key"], code=1)["holds"] is False


def test_an_unknown_departement_is_named(terminal: Terminal) -> None:
    del terminal
    assert main.run(["audit", "export", "--tenant", "05"]) == 1


def test_a_full_disk_leaves_nothing(
    terminal: Terminal, lozere: Departement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del lozere

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    refused = terminal.refused(*EXPORT, "--output", str(tmp_path / "full" / "bundle"))
    assert "No space left on device" in refused
    assert list((tmp_path / "full").iterdir()) == []
