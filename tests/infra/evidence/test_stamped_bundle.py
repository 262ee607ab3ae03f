"""Bundles of a log that an authority stamps: what they carry, and what is found where one lies."""

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.embedded.servers import Servers
from infra.evidence import pacte_verify
from infra.evidence.instance import rotate
from infra.evidence.sealing import seal_log
from infra.evidence.stamping.rounds import stamp_due
from infra.wiring import Wiring
from tests.departement import Departement
from tests.infra.evidence import bundles
from tests.infra.evidence.attacks import copied, detected, faults, hastened, judged, refiled
from tests.infra.evidence.authority import Authority, Served, moment_of, needs_openssl, served
from tests.infra.evidence.bundles import Site
from tests.post import wait_until
from tests.servers import fresh_database

pytestmark = needs_openssl
SAMPLED = 17


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "tsa")


@pytest.fixture(scope="module")
def server(authority: Authority) -> Iterator[Served]:
    with served(authority) as found:
        yield found


def stamping(here: Site, server: Served) -> Site:
    root, known = server.authority.root, here.post.wiring.settings
    here.wiring = Wiring(replace(known, tsa_url=server.url, tsa_certificates=root))
    here.lozere = Departement(here.wiring)
    return here


@pytest.fixture(scope="module")
def lived(
    servers: Servers, server: Served, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Stamped at 22 events by the scheduler; then it goes on, to 23."""
    folder = tmp_path_factory.mktemp("stamped")
    with fresh_database(servers) as database, bundles.site(database, servers, folder) as here:
        stamping(here, server).live()
        stamp_due(here.wiring)
        here.adjust(5)
        yield here
        here.wiring.close()


@pytest.fixture(scope="module")
def kept(lived: Site) -> Path:
    return lived.bundle()


@pytest.fixture
def bundle(kept: Path, tmp_path: Path) -> Path:
    return copied(kept, tmp_path / "bundle")


def said(bundle: Path, authority: Authority | None = None) -> list[str]:
    """What holds and what is not known."""
    report = judged(bundle, authority=authority.root if authority else None)
    assert report
    return [one.text for one in report.findings if one.holds is not False]


def test_the_newest_is_stamped_and_those_before_are_joined(
    kept: Path, authority: Authority
) -> None:
    assert json.loads((kept / "manifest.json").read_bytes())["time_stamp"] == "stamped"
    stamps = {path.relative_to(kept).as_posix() for path in kept.rglob("*.tsr")}
    assert stamps == {"timestamp.tsr", "timestamps/22.tsr"}
    assert (kept / "checkpoints" / "22.txt").exists()
    assert faults(kept, authority=authority.root) == []
    told = next(one for one in said(kept, authority) if one.startswith("2 horodatages sont signés"))
    for size, name in ((22, "timestamps/22.tsr"), (23, "timestamp.tsr")):
        at = pacte_verify.shown_at(moment_of((kept / name).read_bytes()))
        assert f"jusqu’à la position {size}, au plus tard le {at}" in told


def test_without_the_authority_it_is_not_verified_and_that_is_said(kept: Path) -> None:
    assert faults(kept) == []
    assert any(one.startswith("Horodatage non vérifié ici") for one in said(kept))


def test_one_of_the_past_has_the_stamps_until_then(lived: Site, authority: Authority) -> None:
    earlier = lived.bundle(as_of=22)
    assert [path.name for path in earlier.rglob("*.tsr")] == ["timestamp.tsr"]
    assert faults(earlier, authority=authority.root) == []
    first = lived.bundle(as_of=21)
    assert list(first.rglob("*.tsr")) == []
    assert json.loads((first / "manifest.json").read_bytes())["time_stamp"] == "none"


def test_while_the_authority_is_away_it_is_said_to_be_pending(
    lived: Site, server: Served, authority: Authority
) -> None:
    server.status = 503
    try:
        lived.adjust(6)
        bundle = lived.bundle()
    finally:
        server.status = 200
    assert json.loads((bundle / "manifest.json").read_bytes())["time_stamp"] == "pending"
    assert not (bundle / "timestamp.tsr").exists()
    assert faults(bundle, authority=authority.root) == []
    assert any("Horodatage en attente" in one and "23" in one for one in said(bundle))


def test_a_stamp_holds_below_the_signatures_of_later_keys(
    servers: Servers, server: Served, tmp_path: Path
) -> None:
    """Asked for before the key changed, or after: and each key of the log is enough by itself."""
    authority = server.authority.root
    with fresh_database(servers) as database, bundles.site(database, servers, tmp_path) as here:
        stamping(here, server).live()
        before = here.bundle()
        here.adjust(5)
        seal_log(here.wiring, "48")
        rotate(here.wiring.platform(), here.wiring.settings.home)
        assert faults(before, authority=authority) == []
        for bundle in (here.bundle(as_of=22), here.bundle()):
            assert (bundle / "timestamp.tsr").exists()
            assert (bundle / "checkpoint.txt").read_text().count("— ") == 2
            for key in bundles.all_known(bundle):
                assert faults(bundle, authority=authority, given=[key]) == []
        here.wiring.close()


def test_without_a_third_party_that_is_said(lived: Site) -> None:
    bundle = lived.bundle(as_of=9)
    [told] = [one for one in said(bundle) if "Aucun horodatage d’un tiers" in one]
    assert "l’heure est celle de l’hébergeur" in told


@pytest.mark.parametrize("gone", ["timestamp.tsr", "checkpoints/22.txt"])
def test_what_is_left_out_is_noticed(bundle: Path, gone: str) -> None:
    (bundle / gone).unlink()
    assert detected(bundle)
    manifest = json.loads((bundle / "manifest.json").read_bytes())
    refiled(bundle)
    if gone == "timestamp.tsr":
        forged = json.loads((bundle / "manifest.json").read_bytes())
        assert (manifest["time_stamp"], forged["time_stamp"]) == ("stamped", "none")
        assert any("Aucun horodatage" in one for one in said(bundle))
    else:
        assert detected(bundle)


def test_the_stamp_of_another_checkpoint_is_none_of_this(bundle: Path) -> None:
    shutil.copy(bundle / "timestamps" / "22.tsr", bundle / "timestamp.tsr")
    refiled(bundle)
    assert faults(bundle) == ["timestamp.tsr : c’est l’horodatage d’autre chose que checkpoint.txt"]


def test_another_authority_is_told_from_a_false_signature(
    bundle: Path, tmp_path: Path, authority: Authority
) -> None:
    other = Authority(tmp_path / "other")
    for told in faults(bundle, authority=other.root):
        assert told.endswith(pacte_verify.STRANGE_STAMP)
    path = bundle / "timestamp.tsr"
    data = path.read_bytes()
    path.write_bytes(data[:-5] + bytes([data[-5] ^ 1]) + data[-4:])
    refiled(bundle)
    [told] = faults(bundle, authority=authority.root)
    assert told == f"timestamp.tsr : {pacte_verify.FALSE_STAMP}"


def test_a_certificate_that_is_over_now_was_good_then(bundle: Path, tmp_path: Path) -> None:
    """As of the stamp's own time; one that was over by then is told from a false signature."""
    end = datetime.now(UTC) + timedelta(seconds=4)
    brief = Authority(tmp_path / "brief", expires=f"{end:%Y%m%d%H%M%SZ}")
    shutil.rmtree(bundle / "timestamps")
    brief.stamp(bundle / "checkpoint.txt", bundle / "timestamp.tsr")
    refiled(bundle)
    wait_until(lambda: datetime.now(UTC) > end + timedelta(seconds=1))
    assert faults(bundle, authority=brief.root) == []
    past = Authority(tmp_path / "past", expires="20250101000000Z")
    past.stamp(bundle / "checkpoint.txt", bundle / "timestamp.tsr")
    refiled(bundle)
    [told] = faults(bundle, authority=past.root)
    assert told.endswith(pacte_verify.PAST_STAMP)


def test_a_host_whose_clock_ran_ahead_is_found_out(
    lived: Site, kept: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The authority says that an event was there before the host says it came to be."""
    monkeypatch.setattr(pacte_verify, "TOLERANCE", -timedelta(hours=1))
    told = faults(kept, authority=authority.root)
    assert any("l’horloge de l’hébergeur avançait" in one and "position 23" in one for one in told)


def test_a_file_that_holds_no_certificate_is_no_other_authority(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (kept / "LISEZMOI.txt", kept / "nowhere"):
        assert pacte_verify.main([str(kept), "--tsa-ca", str(path)]) == 2
        assert "--tsa-ca" in capsys.readouterr().out


def test_an_openssl_that_does_not_know_how_settles_nothing(
    kept: Path, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "openssl"
    old.write_text("#!/bin/sh\necho 'ts: Unrecognized flag attime' >&2\nexit 1\n")
    old.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(old))
    assert faults(kept, authority=authority.root) == []
    assert any(one.startswith("Horodatage non vérifié ici") for one in said(kept, authority))


def test_flipped_bytes_of_a_stamp(bundle: Path, authority: Authority) -> None:
    """By the manifest all are seen; with one that fits, all that would make the stamp say other."""
    chance, tried, missed = random.Random(3161), 0, 0  # noqa: S311 - not secret
    path = bundle / "timestamp.tsr"
    data = path.read_bytes()
    manifest = (bundle / "manifest.json").read_bytes()
    with hastened():
        for at in range(chance.randrange(SAMPLED), len(data), SAMPLED):
            changed = data[at] ^ chance.randrange(1, 256)
            path.write_bytes(data[:at] + bytes([changed]) + data[at + 1 :])
            assert detected(bundle, authority=authority.root), at
            refiled(bundle)
            tried += 1
            if not detected(bundle, authority=authority.root):
                missed += 1
                assert pacte_verify.stamp(path.read_bytes()) == pacte_verify.stamp(data), at
            (bundle / "manifest.json").write_bytes(manifest)
    print(f"\nbytes of a time-stamp flipped: {tried}; {missed} say nothing, unseen")  # noqa: T201
