"""Who looked, in a bundle: rows of a log of its own, signed, cut where the bundle is."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.canonical import encode
from domain.evidence import checkpoint
from domain.evidence.checkpoint import Checkpoint
from domain.evidence.merkle import TreeHead
from domain.evidence.verifier_key import VerifierKey
from infra.embedded.servers import Servers
from infra.evidence import pacte_verify
from infra.evidence.keys import SigningKey
from infra.store.connections.names import roles_of
from infra.store.evidence.leaves import leaves
from infra.store.evidence.trees import Tree
from infra.store.watch import looks
from tests.departement import PREFET
from tests.infra.evidence import bundles
from tests.infra.evidence.attacks import copied, faults, hastened, judged, refiled
from tests.infra.evidence.bundles import Site
from tests.servers import fresh_database

NAMES = ("access.jsonl", "access-checkpoint.txt")


def look(here: Site, number: int) -> None:
    found = looks.Look(
        person_id=PREFET,
        home="platform",
        role="commissioner",
        grant_id=None,
        query="read_convention",
        subject=UUID(int=number),
        moment=None,
        correlation_id=UUID(int=8),
    )
    looks.record(here.wiring.pool, ["48"], found)


@pytest.fixture(scope="module")
def lived(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two looks, one more event, a third look."""
    folder = tmp_path_factory.mktemp("looks")
    with fresh_database(servers) as database, bundles.site(database, servers, folder) as here:
        here.live()
        look(here, 1)
        look(here, 2)
        here.adjust(5)
        look(here, 3)
        yield here


@pytest.fixture(scope="module")
def kept(lived: Site) -> Path:
    return lived.bundle()


@pytest.fixture
def bundle(kept: Path, tmp_path: Path) -> Path:
    return copied(kept, tmp_path / "bundle")


def rows(bundle: Path) -> list[bytes]:
    return (bundle / "access.jsonl").read_bytes().splitlines()


def rewrite(bundle: Path, lines: list[bytes]) -> None:
    (bundle / "access.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    refiled(bundle)


def test_they_are_there_byte_for_byte_and_signed(lived: Site, kept: Path) -> None:
    with lived.wiring.pool.checkout(roles_of(lived.wiring.pool.database, "48").web) as connection:
        assert rows(kept) == leaves(connection, "48", Tree.ACCESS, after=0, limit=100)
    manifest = json.loads((kept / "manifest.json").read_bytes())
    origin, size, _ = (kept / "access-checkpoint.txt").read_text().split("\n")[:3]
    assert (origin, size, manifest["looks"]) == (f"{manifest['origin']}/access", "3", 3)
    assert faults(kept, given=[bundles.known(kept)]) == []
    report = judged(kept)
    assert report
    assert any("3 lectures notées au registre des accès" in one.text for one in report.findings)


def test_people_are_identifiers_alone(kept: Path) -> None:
    for line in rows(kept):
        entry = json.loads(line)["entry"]
        assert entry["person_id"] == str(PREFET)
        assert entry.keys() == {"person_id", "home", "role", "query", "subject", "correlation_id"}


def test_they_are_cut_where_the_bundle_is(lived: Site) -> None:
    assert [len(rows(lived.bundle(as_of=at))) for at in (22, 23)] == [0, 2]
    assert len(rows(lived.bundle(as_of=datetime.now(UTC)))) == 3
    for at in (22, 23):
        bundle = lived.bundle(as_of=at)
        assert faults(bundle) == []
    line = rows(lived.bundle())[0]
    instant = datetime.fromisoformat(json.loads(line)["looked_at"])
    assert rows(lived.bundle(as_of=instant)) == [line]


def test_an_older_one_is_told_by_what_was_kept_of_it_alone(
    lived: Site, bundle: Path, tmp_path: Path
) -> None:
    """With a manifest that fits."""
    kept = shutil.copy(bundle / "access-checkpoint.txt", tmp_path / "kept.txt")
    older = lived.bundle(as_of=23)
    for name in NAMES:
        shutil.copy(older / name, bundle / name)
    refiled(bundle)
    report = judged(bundle, given=[bundles.known(bundle)], against=[bundle / "checkpoint.txt"])
    assert report
    assert report.failures == 0
    told = [one.text for one in report.findings if one.holds is None]
    assert any("ce registre n’est pas plus ancien" in text for text in told)
    assert "registre des accès plus ancien" in pacte_verify.UNSIGNED
    assert "le registre des accès est plus court" in "".join(faults(bundle, against=[kept]))
    whole = judged(older, against=[older / "access-checkpoint.txt"])
    assert whole
    assert not any("ce registre n’est pas" in one.text for one in whole.findings)


def test_one_that_is_empty_is_signed_too(lived: Site) -> None:
    bundle = lived.bundle(as_of=9)
    report = judged(bundle)
    assert report
    assert report.failures == 0
    assert any(one.text == "Le registre des accès signé est vide." for one in report.findings)


def test_each_changed_byte_is_noticed(bundle: Path) -> None:
    """With a manifest that fits."""
    missed, tried = [], 0
    with hastened():
        for name in NAMES:
            path = bundle / name
            data = path.read_bytes()
            for at in range(0, len(data), 5):
                path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
                refiled(bundle)
                tried += 1
                if not faults(bundle):
                    missed.append((name, at))
            path.write_bytes(data)
    print(f"\nbytes of looks flipped: {tried} tried, {tried - len(missed)} found")  # noqa: T201
    assert missed == []


def changed(line: bytes, **other: Any) -> bytes:
    return encode(json.loads(line) | other)


def test_dropped_added_swapped_and_renamed(bundle: Path) -> None:
    first, second, third = rows(bundle)
    for lines in (
        [first, third],
        [first, second],
        [],
        [first, second, third, third],
        [second, first, third],
        [changed(first, tenant="05"), second, third],
        [changed(first, looked_at="2999-01-01T00:00:00.000000Z"), second, third],
        [changed(first, position=2), second, third],
        [first + b" ", second, third],
        [b"[]", second, third],
    ):
        rewrite(bundle, lines)
        assert faults(bundle), lines


@pytest.mark.parametrize("name", NAMES)
def test_they_cannot_be_left_out(bundle: Path, name: str) -> None:
    (bundle / name).unlink()
    refiled(bundle)
    assert f"manifest.json ne nomme pas {name}" in faults(bundle)


def test_the_checkpoint_of_the_events_is_none_of_theirs(bundle: Path) -> None:
    shutil.copy(bundle / "checkpoint.txt", bundle / "access-checkpoint.txt")
    refiled(bundle)
    assert any(one.startswith("access-checkpoint.txt : aucune clé") for one in faults(bundle))


def test_a_bundle_of_before_keeps_them(lived: Site, kept: Path, tmp_path: Path) -> None:
    """Also their checkpoint alone; one that the host signed again over other rows is found out."""
    earlier = lived.bundle(as_of=23)
    for against in (earlier, earlier / "access-checkpoint.txt"):
        assert faults(kept, against=[against]) == []
        report = judged(kept, against=[against])
        assert report
        assert any("2 lectures sont les premières" in one.text for one in report.findings)
    [told] = faults(earlier, against=[kept / "access-checkpoint.txt"])
    assert "le registre des accès est plus court" in told
    forged = copied(kept, tmp_path / "forged")
    key = lived.key()
    lines = [changed(line, entry={"query": "x"}) for line in rows(kept)]
    resign(forged, lines, key)
    assert faults(forged) == []
    told = "\n".join(faults(forged, against=[earlier]))
    assert "le registre des accès a été réécrit" in told


def resign(bundle: Path, lines: list[bytes], key: SigningKey) -> None:
    origin = (bundle / "access-checkpoint.txt").read_text().partition("\n")[0]
    tree = pacte_verify.Tree()
    for line in lines:
        tree.add(pacte_verify.leaf_hash(line))
    said = Checkpoint(origin, TreeHead(tree.size, tree.root))
    note = checkpoint.signed(said, VerifierKey(origin, key.public), key.sign)
    (bundle / "access-checkpoint.txt").write_bytes(note.encode())
    rewrite(bundle, lines)
