"""Shown 1: `pacte_verify.py` alone, as nobody in an empty environment, detects what was altered.

Each mutation of a small bundle of a real database is tried in turn; how many, and how many were
detected, is printed (`-s`). Once as they are, and once more with a manifest that was made to fit:
then the hashes, proofs and figures alone must tell.
"""

import json
import os
import pwd
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from domain.canonical import NotCanonical
from infra.embedded.account import Account, can
from infra.embedded.servers import Servers
from infra.evidence import pacte_verify
from infra.evidence.keys import SigningKey
from tests.departement import Departement
from tests.furnished import furnished_database
from tests.infra.evidence import bundles
from tests.infra.evidence.attacks import (
    copied,
    detected,
    faults,
    hastened,
    judged,
    paths,
    put,
    rebuilt,
    refiled,
    rewritten,
)
from tests.infra.evidence.bundles import Site
from tests.servers import folder_for_servers

FOR_PEOPLE = {"LISEZMOI.txt", "pacte_verify.py"}
# What else a manifest that was made to fit hides, as the report says.
UNGUARDED = re.compile(rb'"(?:since|until|program)":"([^"]*)"')
SAMPLED, PEOPLE_SAMPLED = 19, 400
TABLES = ("events", "tile", "tree", "checkpoint")


@pytest.fixture(scope="module")
def lived(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("shown")
    with (
        furnished_database(servers, "48", "05") as database,
        bundles.site(database, servers, folder, ("48", "05")) as here,
    ):
        yield here.live()


@pytest.fixture(scope="module")
def kept(lived: Site) -> Path:
    return lived.bundle()


@pytest.fixture
def bundle(kept: Path, tmp_path: Path) -> Path:
    return copied(kept, tmp_path / "bundle")


@pytest.fixture
def site(servers: Servers, tmp_path: Path) -> Iterator[Site]:
    with (
        furnished_database(servers, "48") as database,
        bundles.site(database, servers, tmp_path) as here,
    ):
        yield here.live()


def python_of(account: Account) -> Path | None:
    """The tests' own Python may stand in root's closed home."""
    for python in (Path(sys.executable), Path("/usr/bin/python3")):
        if can(account, "x", python):
            asked = [str(python), "-Ic", "import sys; sys.exit(sys.version_info < (3, 11))"]
            if subprocess.run(asked, check=False).returncode == 0:
                return python
    return None


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The script of the bundle itself; root hands it to nobody."""
    entry = pwd.getpwnam("nobody")
    account = Account("nobody", entry.pw_uid, entry.pw_gid)
    dropped: dict[str, Any] = {}
    python: Path | None = Path(sys.executable)
    if os.geteuid() == 0:
        python = python_of(account)
        dropped = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        for path in (folder, *folder.rglob("*")):
            os.chown(path, entry.pw_uid, entry.pw_gid)
    if python is None:
        pytest.skip("no Python 3.11 that nobody may run")
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [str(python), "-I", str(folder / "pacte_verify.py"), str(folder), *arguments],
        env={},
        cwd="/",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        **dropped,
    )
    return done


def test_as_nobody_in_an_empty_environment(kept: Path) -> None:
    with folder_for_servers("nobody") as folder:
        bundle = copied(kept, folder / "bundle")
        done = run(bundle)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Ce paquet TIENT." in done.stdout
        assert "Les 22 événements, recalculés octet par octet" in done.stdout
        assert not list(bundle.rglob("__pycache__"))
        found = json.loads(run(bundle, "--json").stdout)
        assert (found["holds"], found["size"], found["tenant"]) == (True, 22, "48")
        with (bundle / "events.jsonl").open("r+b") as file:
            file.write(b"[")
        done = run(bundle)
        assert (done.returncode, done.stderr) == (1, "")
        assert "48, position 1" in done.stdout
        (bundle / "manifest.json").unlink()
        done = run(bundle)
        assert (done.returncode, done.stderr) == (2, "")


def mutations(bundle: Path, every: int, of_people: int) -> Iterator[tuple[str, int]]:
    """File and place of each byte, or of one in so many; never the same ones in a row."""
    for path in sorted(bundle.rglob("*.*")):
        name = path.relative_to(bundle).as_posix()
        step = of_people if name in FOR_PEOPLE else every
        for at in range(random.Random(name).randrange(step), path.stat().st_size, step):  # noqa: S311
            yield name, at


def noticed(bundle: Path, name: str) -> bool:
    """What only people read is guarded by the list of files alone, which is looked at first."""
    if name not in FOR_PEOPLE:
        return detected(bundle)
    report = pacte_verify.Report(str(bundle))
    pacte_verify.check_files(pacte_verify.opened_bundle(bundle, report))
    return report.failures > 0


def flipped(
    bundle: Path, places: Iterator[tuple[str, int]], after: Callable[[Path], None]
) -> tuple[int, list[tuple[str, int]]]:
    """How many bytes were flipped, `after` not undone, and which of them went unseen."""
    chance, tried, missed = random.Random(48), 0, []  # noqa: S311 - not secret
    manifest = (bundle / "manifest.json").read_bytes()
    for name, at in places:
        path = bundle / name
        before = path.read_bytes()
        changed = before[at] ^ chance.randrange(1, 256)
        path.write_bytes(before[:at] + bytes([changed]) + before[at + 1 :])
        after(bundle)
        if path.read_bytes() != before:
            tried += 1
            if not noticed(bundle, name):
                missed.append((name, at))
        path.write_bytes(before)
        (bundle / "manifest.json").write_bytes(manifest)
    return tried, missed


def play(bundle: Path, every: int, of_people: int) -> None:
    with hastened():
        assert not detected(bundle)
        places = mutations(bundle, every, of_people)
        tried, missed = flipped(bundle, places, lambda _: None)
        print(f"\nbytes flipped: {tried} tried, {tried - len(missed)} detected")  # noqa: T201
        assert missed == []
        some = ((n, at) for n, at in mutations(bundle, every, of_people) if n not in FOR_PEOPLE)
        tried, missed = flipped(bundle, some, hidden)
        told, hidden_ = f"{tried - len(missed)} detected", f"{len(missed)} said to be unguarded"
        print(f"with a manifest that fits: {tried} tried, {told}, {hidden_}")  # noqa: T201
        assert [one for one in missed if not unguarded(bundle, *one)] == []
        assert not detected(bundle)


def unguarded(bundle: Path, name: str, at: int) -> bool:
    if name not in ("keys.json", "manifest.json"):
        return False
    spans = (one.span(1) for one in UNGUARDED.finditer((bundle / name).read_bytes()))
    return any(start <= at < end for start, end in spans)


def hidden(bundle: Path) -> None:
    """As far as what lies there can still be described."""
    try:
        refiled(bundle)
    except (NotCanonical, ValueError, KeyError, TypeError, IndexError):
        return


@pytest.fixture
def at_hand(kept: Path, tmp_path: Path) -> Iterator[Path]:
    """Where files are written fastest."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
    with TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        yield copied(kept, Path(folder) / "bundle")


def test_one_byte_in_so_many(at_hand: Path) -> None:
    play(at_hand, SAMPLED, PEOPLE_SAMPLED)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_single_byte(at_hand: Path) -> None:
    play(at_hand, 1, 1)


def test_each_field_of_each_event(bundle: Path, kept: Path) -> None:
    """And an older bundle names it."""
    lines = (kept / "events.jsonl").read_bytes().splitlines()
    tried = 0
    with hastened():
        for number, line in enumerate(lines):
            for at in paths(json.loads(line)):
                event = json.loads(line)
                put(event, at)
                changed = [*lines[:number], encoded(event), *lines[number + 1 :]]
                (bundle / "events.jsonl").write_bytes(b"".join(one + b"\n" for one in changed))
                refiled(bundle)
                report = judged(bundle, against=[kept])
                assert report
                told = {one.field for one in report.findings if one.position == number + 1}
                name = "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in at)[1:]
                assert name in told, (number, name)
                tried += 1
    print(f"\nfields changed: {tried} tried, {tried} detected and named")  # noqa: T201
    assert tried > 300


def encoded(event: object) -> bytes:
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_swapped_dropped_and_cut(kept: Path, tmp_path: Path) -> None:
    """By who has no key, and makes everything else fit."""
    lines = (kept / "events.jsonl").read_bytes().splitlines()
    attempts = {
        "swapped": [*lines[:10], lines[11], lines[10], *lines[12:]],
        "dropped": [*lines[:10], *lines[11:]],
        "cut": lines[:18],
        "emptied": lines[:1],
    }
    for name, changed in attempts.items():
        bundle = copied(kept, tmp_path / name)
        rebuilt(bundle, changed)
        assert any("signature est fausse" in one for one in faults(bundle)), name


def renumbered(events: list[dict[str, Any]]) -> None:
    del events[10]
    for position, event in enumerate(events, 1):
        event["position"] = position


def test_a_tail_that_was_cut_where_a_checkpoint_stood(
    kept: Path, tmp_path: Path, lived: Site
) -> None:
    """Nothing inside can tell: what was signed then is true. An outside checkpoint does."""
    bundle = copied(kept, tmp_path / "bundle")
    lines = (bundle / "events.jsonl").read_bytes().splitlines()
    earlier = (bundle / "checkpoints" / "15.txt").read_bytes()
    rebuilt(bundle, lines[:15])
    (bundle / "checkpoint.txt").write_bytes(earlier)
    (bundle / "texts.json").unlink()
    refiled(bundle)
    assert faults(bundle) == []
    report = judged(bundle)
    assert report
    assert any("(--against)" in one.text and "coupé" in one.text for one in report.findings)
    [told] = faults(bundle, against=[kept / "checkpoint.txt"])
    assert "il manque la fin" in told
    del lived


def test_the_proof_of_another_departement(lived: Site, bundle: Path, tmp_path: Path) -> None:
    other = Site(
        lived.wiring, Departement(lived.wiring, "05"), tmp_path, lived.owner_url, lived.post
    ).live()
    theirs = other.bundle()
    assert faults(theirs) == []
    for name in ("proofs.json", "checkpoint.txt", "state.json", "leaves.txt", "keys.json"):
        mixed = copied(bundle, tmp_path / f"mixed-{name}")
        shutil.copy(theirs / name, mixed / name)
        refiled(mixed)
        assert detected(mixed), name
    shutil.copy(theirs / "events.jsonl", bundle / "events.jsonl")
    refiled(bundle)
    assert any("du journal de 05" in one for one in faults(bundle))


def test_another_key(bundle: Path, kept: Path) -> None:
    """Who rewrites the log signs with a key of their own, and brings it along."""
    own = SigningKey.generate()
    rewritten(bundle, renumbered, own)
    assert any("aucune clé connue" in one for one in faults(bundle))
    keys = json.loads((bundle / "keys.json").read_bytes())
    origin = keys["keys"][0]["key"].partition("+")[0]
    keys["keys"][0]["key"] = bundles.vkey(origin, own)
    (bundle / "keys.json").write_bytes(encoded(keys) + b"\n")
    refiled(bundle)
    found = judged(bundle, given=[bundles.known(kept)])
    assert found
    assert any("pas signé par la clé" in one.text for one in found.findings)
    assert any("aucune clé connue" in one for one in faults(bundle, against=[kept]))


def adjusted(events: list[dict[str, Any]]) -> None:
    """Another amount, in every place that says it."""
    state = next(e["state"] for e in events if e["type"] == "convention.funding_adjusted")
    state["new_cents"] += 100
    state["delta_cents"] += 100


def test_a_rewritten_log_of_equal_size_is_caught_from_one_old_mail(site: Site) -> None:
    """The hoster has the key, and signs whatever: inside, all of it holds."""
    [*_, mail] = site.mails()
    forked = copied(site.bundle(), site.folder / "forked")
    rewritten(forked, adjusted, site.key())
    assert faults(forked) == []
    [told] = faults(forked, against=[mail])
    assert "ce journal a été réécrit avant la position" in told


def test_a_database_restored_from_before_the_last_checkpoint_that_left(site: Site) -> None:
    before = site.mails()
    for table in TABLES:
        site.owner(f"CREATE TABLE public.{table} AS TABLE t_48.{table}")
    site.lozere.join()
    mail = max(set(site.mails()) - set(before))
    for table in TABLES:
        site.owner(f"TRUNCATE t_48.{table} CASCADE")
        site.owner(f"INSERT INTO t_48.{table} TABLE public.{table}")
    shorter = site.bundle()
    assert faults(shorter) == []
    assert any("il manque la fin" in one for one in faults(shorter, against=[mail]))
    for cents in range(40, 60):
        site.adjust(cents)
    regrown = site.bundle()
    report = judged(regrown)
    assert report
    assert report.failures == 0
    assert any("restauré d’une sauvegarde ancienne" in one.text for one in report.findings)
    assert any("a été réécrit avant la position" in one for one in faults(regrown, against=[mail]))


def test_an_event_that_a_superuser_edited(site: Site) -> None:
    before = site.bundle()
    site.owner(
        "UPDATE t_48.events SET state = convert_to(replace(convert_from(state, 'utf8'),"
        " '12000050', '12000051'), 'utf8') WHERE notification_id = 15"
    )
    bundle = site.bundle()
    told = faults(bundle)
    assert any(
        one.startswith("48, position 15 : cet événement n’est plus celui qui a été scellé")
        and "[champ state." in one
        for one in told
    ), told
    site.owner(
        "UPDATE t_48.events SET state = convert_to(replace(convert_from(state, 'utf8'),"
        " 'CLS', 'CPT'), 'utf8') WHERE notification_id = 7"
    )
    bundle = site.bundle()
    assert any("position 7 : " in one and "quel champ" in one for one in faults(bundle))
    named = faults(bundle, against=[before])
    assert any("position 7 : " in one and "[champ state.kind]" in one for one in named)


@pytest.mark.parametrize("position", [11, 22])
def test_an_event_that_a_superuser_deleted(site: Site, position: int) -> None:
    site.owner("DELETE FROM t_48.events WHERE notification_id = %s", position)
    told = faults(site.bundle())
    assert any("il manque l’événement 22" in one for one in told), told


def test_what_no_program_can_read_goes_out_too(site: Site) -> None:
    site.owner("UPDATE t_48.events SET state = 'x' WHERE notification_id = 12")
    bundle = site.bundle()
    told = faults(bundle)
    assert any(one.startswith("48, position 12 : l’événement est illisible") for one in told), told
