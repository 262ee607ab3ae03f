"""What an audit bundle of a real database holds, and when there is none."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.canonical import encode
from domain.comparison.money import placed
from domain.comparison.totals import By, totals
from domain.convention.content import content
from domain.evidence import checkpoint, note
from infra.access.erasing import erase_person, erase_text
from infra.evidence import keyring, pacte_verify
from infra.evidence.bundle import proving
from infra.evidence.bundle.draft import BundleExists
from infra.evidence.instance import rotate
from infra.evidence.keys import verify
from infra.evidence.sealing import seal_log
from infra.store.connections.names import roles_of
from infra.store.evidence.leaves import leaves
from infra.store.evidence.trees import Tree
from projections.queries.query import BeforeFirstRecord, BeyondHead
from tests.departement import PREFET
from tests.hoster import hosting
from tests.infra.evidence import attacks
from tests.infra.evidence.attacks import faults, judged
from tests.infra.evidence.bundles import MOTIVE, Site

SIZES = (9, 15, 19, 20, 22)


def read(bundle: Path, name: str) -> Any:
    return json.loads((bundle / name).read_bytes())


def test_it_holds(kept: Path) -> None:
    assert faults(kept) == []
    report = judged(kept)
    assert report
    assert (report.tenant, report.head["size"]) == ("48", 22)


def test_it_names_every_file(kept: Path) -> None:
    manifest = read(kept, "manifest.json")
    names = {path.relative_to(kept).as_posix() for path in kept.rglob("*.*")}
    assert manifest["files"].keys() == names - {"manifest.json"}
    for name, said in manifest["files"].items():
        data = (kept / name).read_bytes()
        assert said == {"bytes": len(data), "sha256": sha256(data).hexdigest()}
    assert (kept / "manifest.json").read_bytes() == encode(manifest) + b"\n"


def test_the_events_are_there_byte_for_byte(lived: Site, kept: Path) -> None:
    role = roles_of(lived.wiring.pool.database, "48").web
    with lived.wiring.pool.checkout(role) as connection:
        stored = leaves(connection, "48", Tree.LOG, after=0, limit=1000)
    assert (kept / "events.jsonl").read_bytes() == b"".join(line + b"\n" for line in stored)


def test_what_was_signed_before_is_in_it(kept: Path) -> None:
    older = {int(path.stem) for path in (kept / "checkpoints").iterdir()}
    assert {*older, read(kept, "manifest.json")["size"]} == set(SIZES)
    proofs = read(kept, "proofs.json")
    assert [one["from"] for one in proofs["consistency"]] == sorted(older)
    lines = (kept / "events.jsonl").read_bytes().splitlines()
    kinds = [json.loads(line)["type"] for line in lines]
    signed = [n for n, kind in enumerate(kinds, 1) if kind in pacte_verify.SIGNATURES]
    assert [one["position"] for one in proofs["inclusion"]] == signed == [20, 21, 22]


def test_among_many_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch, lived: Site) -> None:
    monkeypatch.setattr(proving, "MOST_OLDER", 2)
    bundle = lived.bundle()
    assert {path.name for path in (bundle / "checkpoints").iterdir()} == {"15.txt", "20.txt"}
    assert faults(bundle) == []


def test_the_state_is_that_of_the_domain(lived: Site, kept: Path) -> None:
    (shown,) = read(kept, "state.json")["conventions"]
    act = lived.lozere.convention()
    found = totals([], placed(content(act)).values(), (By.FUNDER, By.SIDE))
    given = {(each.by, each.exercice, each.key): each.new_cents for each in found}
    for part in (shown["current"], shown["versions"][-1]["totals"]):
        rows = {
            (By.FUNDER, one["exercice"], one["funder_id"]): one["cents"] for one in part["funders"]
        }
        rows |= {(By.SIDE, one["exercice"], one["side"]): one["cents"] for one in part["sides"]}
        assert rows == given
    (version,) = shown["versions"]
    (known,) = act.versions
    assert {name: version[name] for name in ("no", "act", "content_hash")} == {
        "no": 1,
        "act": "initial",
        "content_hash": known.content_hash,
    }
    assert version["signed_on"] == known.signed_on.isoformat()


def test_its_keys_have_their_dates(site: Site) -> None:
    old = site.key().public
    new = rotate(site.wiring.platform(), site.wiring.settings.home)
    site.adjust(1)
    bundle = site.bundle()
    first, second = read(bundle, "keys.json")["keys"]
    assert pacte_verify.parse_key(first["key"]).public == old
    assert pacte_verify.parse_key(second["key"]).public.hex() == new
    assert first["since"] < second["since"] <= first["until"]
    assert second["until"] is None
    assert faults(bundle) == []


def test_a_retired_key_signs_nothing_that_came_later(site: Site) -> None:
    """By who kept the file of the old one: over events of before its retirement it may."""
    old = site.key()
    rotate(site.wiring.platform(), site.wiring.settings.home)
    site.adjust(1)
    bundle = site.bundle()
    lines = (bundle / "events.jsonl").read_bytes().splitlines()
    attacks.rebuilt(bundle, lines, old)
    assert faults(bundle) == []
    keys = read(bundle, "keys.json")
    gone = datetime.fromisoformat(read(bundle, "manifest.json")["as_of"]) - timedelta(minutes=6)
    until = gone.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    keys["keys"][0] |= {"since": until, "until": until}
    (bundle / "keys.json").write_bytes(encode(keys) + b"\n")
    attacks.refiled(bundle)
    [told] = faults(bundle)
    assert told.startswith("checkpoint.txt est signé par une clé retirée le ")
    attacks.rebuilt(bundle, lines, site.key())
    assert faults(bundle) == []


@pytest.mark.parametrize("until", ["hier", 1, "2026-13-01T00:00:00.000000Z"])
def test_a_date_that_is_none_is_said(kept: Path, tmp_path: Path, until: object) -> None:
    bundle = attacks.copied(kept, tmp_path / "bundle")
    keys = read(bundle, "keys.json")
    keys["keys"][0]["until"] = until
    (bundle / "keys.json").write_bytes(encode(keys) + b"\n")
    attacks.refiled(bundle)
    assert any(one.startswith("keys.json") for one in faults(bundle))


def test_a_key_stands_there_once(kept: Path, tmp_path: Path) -> None:
    """Twice with two dates it would be retired and not."""
    bundle = attacks.copied(kept, tmp_path / "bundle")
    keys = read(bundle, "keys.json")
    (bundle / "keys.json").write_bytes(encode({"keys": keys["keys"] * 2}) + b"\n")
    attacks.refiled(bundle)
    assert "keys.json : une clé est répétée" in faults(bundle)


def test_a_motive_is_in_it_until_it_is_erased(site: Site) -> None:
    """What was exported before and what is exported after verify, and agree with each other."""
    before = site.bundle()
    (text,) = read(before, "texts.json")["texts"]
    assert text == {"salt": MOTIVE.salt.hex(), "seal": MOTIVE.seal, "text": MOTIVE.text}
    assert erase_text(site.wiring, hosting(site.wiring), MOTIVE.seal)
    after = site.bundle()
    assert read(after, "texts.json") == {"texts": []}
    assert (faults(before), faults(after, against=[before])) == ([], [])
    report = judged(after)
    assert report
    assert any("1 motif de décision : effacés" in one.text for one in report.findings)


def test_they_verify_before_and_after_a_person_is_erased(site: Site) -> None:
    """By the verifier that each carries, in a process of its own."""
    before = site.bundle()
    assert erase_person(site.wiring, hosting(site.wiring), PREFET)
    after = site.bundle()
    past = site.bundle(as_of=read(before, "manifest.json")["size"])
    for bundle in (before, after, past):
        verifier = str(bundle / "pacte_verify.py")
        verified = [sys.executable, "-I", verifier, str(bundle), "--against", str(before)]
        subprocess.run(verified, check=True, capture_output=True)
    *_, certificate = (after / "events.jsonl").read_bytes().splitlines()
    assert json.loads(certificate)["state"]["person_id"] == str(PREFET)
    assert (past / "events.jsonl").read_bytes() == (before / "events.jsonl").read_bytes()


def test_motives_can_be_left_out(lived: Site) -> None:
    bundle = lived.bundle(with_texts=False)
    assert not (bundle / "texts.json").exists()
    assert MOTIVE.text.encode() not in b"".join(p.read_bytes() for p in bundle.rglob("*.*"))
    assert faults(bundle) == []


@pytest.mark.parametrize("position", [1, 8, 9, 10, 21])
def test_any_past_position_is_sealed_by_itself(lived: Site, position: int) -> None:
    bundle = lived.bundle(as_of=position)
    assert faults(bundle) == []
    assert read(bundle, "manifest.json")["size"] == position
    assert len((bundle / "events.jsonl").read_bytes().splitlines()) == position
    older = {int(path.stem) for path in (bundle / "checkpoints").glob("*.txt")}
    assert {size for size in SIZES if size < position} <= older


def test_what_is_signed_for_it_is_kept_and_given_again(site: Site) -> None:
    first, again = (site.bundle(as_of=12) / "checkpoint.txt" for _ in range(2))
    assert first.read_bytes() == again.read_bytes()
    ((stored, signed),) = site.owner(
        "SELECT note, (SELECT signed FROM t_48.tree WHERE tree = 'log')"
        " FROM t_48.checkpoint WHERE size = 12"
    )
    assert (stored, signed) == (first.read_bytes(), 22)
    assert seal_log(site.wiring, "48") == 0


def test_an_instant_is_the_last_position_by_then(lived: Site, kept: Path) -> None:
    line = (kept / "events.jsonl").read_bytes().splitlines()[8]
    at = datetime.fromisoformat(json.loads(line)["recorded_at"])
    bundle = lived.bundle(as_of=at)
    assert read(bundle, "manifest.json")["as_of"] == json.loads(line)["recorded_at"]
    assert faults(bundle) == []


def test_before_the_first_and_after_the_last_there_is_none(lived: Site) -> None:
    with pytest.raises(BeforeFirstRecord):
        lived.bundle(as_of=0)
    with pytest.raises(BeyondHead):
        lived.bundle(as_of=23)
    assert not (lived.folder / f"bundle-{lived.written}").exists()


def test_twice_the_same_bytes(lived: Site, kept: Path) -> None:
    again = lived.bundle(as_of=22)
    for path in kept.rglob("*.txt"):
        if path.parent.name != "checkpoints":
            assert (again / path.relative_to(kept)).read_bytes() == path.read_bytes()
    for name in ("events.jsonl", "state.json", "keys.json", "texts.json", "leaves.txt"):
        assert (again / name).read_bytes() == (kept / name).read_bytes()


def test_nobody_else_may_read_it(kept: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in kept.rglob("*.*")} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (kept, kept / "checkpoints")} == {0o700}


def test_what_is_there_is_not_replaced(site: Site) -> None:
    bundle = site.bundle()
    before = {path: path.read_bytes() for path in bundle.rglob("*.*")}
    site.written -= 1
    with pytest.raises(BundleExists):
        site.bundle()
    assert {path: path.read_bytes() for path in bundle.rglob("*.*")} == before


@pytest.mark.parametrize("after", range(6))
def test_an_interrupted_one_leaves_nothing(
    lived: Site, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    left = [after]
    real = os.fsync

    def interrupted(descriptor: int) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        real(descriptor)

    before = set(lived.folder.iterdir())
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        lived.bundle()
    assert set(lived.folder.iterdir()) == before


def test_without_the_key_nothing_new_is_signed_and_what_was_still_serves(site: Site) -> None:
    site.bundle()
    named = site.key().public.hex()
    (keyring.folder_of(site.wiring.settings.home) / f"{named}.key").unlink()
    assert faults(site.bundle()) == []
    with pytest.raises(keyring.KeyMissing):
        site.bundle(as_of=21)
    site.adjust(5)
    with pytest.raises(keyring.KeyMissing):
        site.bundle()


def test_what_was_not_sealed_yet_is_first(site: Site) -> None:
    site.adjust(5)
    site.lozere.designate(
        "recteur", PREFET, site.lozere.convention().terms.parties[site.lozere.organizations[PREFET]]
    )
    bundle = site.bundle()
    assert read(bundle, "manifest.json")["size"] == 24
    assert faults(bundle) == []
    signed = note.parse((bundle / "checkpoint.txt").read_bytes())
    assert checkpoint.parse(signed.text).head.size == 24
    assert verify(site.key().public, signed.signatures[0].value, signed.text.encode())
