"""A bundle with the time-stamp of an authority: here one that openssl plays for the test."""

import os
import shutil
from pathlib import Path

import pytest

from infra.evidence import pacte_verify
from tests.infra.evidence.attacks import copied, faults, judged, refiled
from tests.infra.evidence.authority import Authority, needs_openssl

pytestmark = needs_openssl


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "tsa")


@pytest.fixture
def stamped(kept: Path, tmp_path: Path, authority: Authority) -> Path:
    bundle = copied(kept, tmp_path / "bundle")
    authority.stamp(bundle / "checkpoint.txt", bundle / "timestamp.tsr")
    refiled(bundle)
    return bundle


def test_with_the_authority_it_is_verified(stamped: Path, authority: Authority) -> None:
    assert faults(stamped, authority=authority.root) == []
    report = judged(stamped, authority=authority.root)
    assert report
    assert any("est signé par l’autorité" in one.text for one in report.findings if one.holds)


def test_another_authority_did_not_sign_it(stamped: Path, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    [told] = faults(stamped, authority=other.root)
    assert "n’est pas signé par l’autorité" in told


def test_without_it_or_without_openssl_that_is_said(
    stamped: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = [judged(stamped)]
    monkeypatch.setattr(shutil, "which", lambda _: None)
    reports.append(judged(stamped, authority=authority.root))
    for report in reports:
        assert report
        assert report.failures == 0
        told = [one.text for one in report.findings if one.holds is None]
        assert any(text.startswith("Horodatage non vérifié ici") for text in told)


def test_the_time_stamp_of_something_else_is_refused(stamped: Path, authority: Authority) -> None:
    authority.stamp(stamped / "keys.json", stamped / "timestamp.tsr")
    refiled(stamped)
    [told] = faults(stamped)
    assert "est l’horodatage d’autre chose" in told


def test_what_is_stamped_cannot_be_altered(stamped: Path, authority: Authority) -> None:
    """Even where the manifest was made to fit; certificates that nobody asks for may be."""
    data = (stamped / "timestamp.tsr").read_bytes()
    start = data.find(pacte_verify.STAMPED)
    for at in range(start, start + 130, 3):
        (stamped / "timestamp.tsr").write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        refiled(stamped)
        assert faults(stamped, authority=authority.root), at


@pytest.mark.parametrize("cut", [0, 1, 40, 200])
def test_what_is_none_is_said_to_be_unreadable(stamped: Path, cut: int) -> None:
    data = (stamped / "timestamp.tsr").read_bytes()
    for junk in (data[:cut], os.urandom(cut), pacte_verify.STAMPED + data[:cut]):
        with pytest.raises(pacte_verify.Wrong, match="illisible"):
            pacte_verify.stamp(junk)


def der(tag: int, content: bytes) -> bytes:
    length = len(content)
    size = length.to_bytes(2, "big") if length > 0x7F else bytes([length])
    return bytes([tag]) + (b"\x82" if length > 0x7F else b"") + size + content


def test_only_what_is_signed_is_read(stamped: Path, authority: Authority) -> None:
    """A forged date in the status text, which no authority signs, before the true token."""
    path = stamped / "timestamp.tsr"
    data = path.read_bytes()
    moment = pacte_verify.stamp(data).moment
    written = moment.strftime("%Y%m%d%H%M%SZ").encode()
    at = data.find(pacte_verify.STAMPED)
    forged = data[at - 2 : at + 250].replace(written, b"2019" + written[4:])
    assert b"2019" in forged
    (_, whole) = pacte_verify._parts(data)[0]
    (_, (_, token)) = pacte_verify._parts(whole)
    status = der(0x30, b"\x02\x01\x00" + der(0x30, der(0x0C, forged)))
    path.write_bytes(der(0x30, status + der(0x30, token)))
    assert pacte_verify.stamp(path.read_bytes()).moment == moment
    refiled(stamped)
    assert faults(stamped, authority=authority.root) == []
