"""A bundle whose manifest was made to fit: what else tells, and what the report says nobody can."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.canonical import digest, encode
from infra.evidence import pacte_verify
from infra.evidence.keys import SigningKey
from tests.infra.evidence import bundles
from tests.infra.evidence.attacks import copied, faults, judged, refiled

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def bundle(kept: Path, tmp_path: Path) -> Path:
    return copied(kept, tmp_path / "bundle")


def changed(bundle: Path, name: str, change: Change) -> None:
    said = json.loads((bundle / name).read_bytes())
    change(said)
    (bundle / name).write_bytes(encode(said) + b"\n")
    refiled(bundle)


def of_manifest(bundle: Path, change: Change) -> None:
    said = json.loads((bundle / "manifest.json").read_bytes())
    change(said)
    del said["manifest_sha256"]
    sealed = said | {"manifest_sha256": digest(said)}
    (bundle / "manifest.json").write_bytes(encode(sealed) + b"\n")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("keys.json", lambda said: said["keys"][0].update(holder="Préfet")),
        ("keys.json", lambda said: said.update(holder="Préfet")),
        ("keys.json", lambda said: said["keys"][0].update(until="")),
        ("keys.json", lambda said: said["keys"][0].update(until=False)),
        ("proofs.json", lambda said: said["inclusion"][0].update(holder="Préfet")),
        ("proofs.json", lambda said: said["consistency"][0].update({"from": "9"})),
        ("proofs.json", lambda said: said["inclusion"].reverse()),
        ("proofs.json", lambda said: said.update(holder="Préfet")),
    ],
)
def test_what_nobody_reads_is_refused(bundle: Path, name: str, change: Change) -> None:
    changed(bundle, name, change)
    told = faults(bundle)[0]
    assert told.startswith(name)
    assert told.endswith(("n’a pas la forme attendue", "n’est pas un instant"))


@pytest.mark.parametrize("name", ["checkpoint.txt", "checkpoints/9.txt", "access-checkpoint.txt"])
def test_a_signature_of_nobody_known_is_refused(bundle: Path, name: str) -> None:
    path = bundle / name
    note = path.read_text()
    origin, own = note.partition("\n")[0], note.splitlines()[-1]
    stranger = bundles.note_line(origin, SigningKey.generate(), note.partition("\n\n")[0] + "\n")
    for line in (stranger, own):
        path.write_text(f"{note}{line}\n")
        refiled(bundle)
        told = faults(bundle, given=[bundles.known(bundle)])
        assert f"{name} : une ligne de signature est de trop, ou n’est pas à sa place" in told


@pytest.mark.parametrize("change", ["dates", "program", "pending", "refused"])
def test_what_the_manifest_alone_guards_is_told(bundle: Path, change: str) -> None:
    if change == "dates":
        earlier = {"since": "2001-01-01T00:00:00.000000Z"}
        changed(bundle, "keys.json", lambda said: said["keys"][0].update(earlier))
    elif change == "program":
        of_manifest(bundle, lambda said: said.update(program="9"))
    else:
        of_manifest(bundle, lambda said: said.update(time_stamp=change))
    report = judged(bundle, given=[bundles.known(bundle)])
    assert report
    assert report.failures == 0
    assert pacte_verify.UNSIGNED in [one.text for one in report.findings if one.holds is None]
    for word in ("LISEZMOI.txt", "pacte_verify.py", "program", "dates", "en attente", "registre"):
        assert word in pacte_verify.UNSIGNED
