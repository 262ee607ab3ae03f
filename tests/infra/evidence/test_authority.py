"""Whom we believe the time: an authority that openssl plays, whole, lying, hanging or gone."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.evidence.stamping.authority import Authority as Asked
from infra.evidence.stamping.authority import CertificatesUnreadable, NotStamped
from infra.settings import Settings
from infra.sso.openid import fetch
from tests.infra.evidence.authority import Authority, Served, moment_of, needs_openssl, served

pytestmark = needs_openssl
DATA = b"a checkpoint\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "tsa", "Horodatage d’essai")


@pytest.fixture
def server(authority: Authority) -> Iterator[Served]:
    with served(authority) as found:
        yield found


@pytest.fixture
def settings(server: Served, authority: Authority, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, tsa_url=server.url, tsa_certificates=authority.root)


def asked(settings: Settings) -> Asked:
    found = Asked.of(settings)
    assert found
    return found


def refused(settings: Settings) -> NotStamped:
    with pytest.raises(NotStamped) as caught:
        asked(settings).stamp(DATA)
    return caught.value


def test_its_answer_is_kept_as_it_came_with_its_own_time(settings: Settings) -> None:
    before = datetime.now(UTC)
    found = asked(settings).stamp(DATA)
    assert found.at == moment_of(found.answer)
    assert before - timedelta(seconds=2) <= found.at <= datetime.now(UTC)
    assert found.at.tzinfo == UTC
    assert found.authority == "Horodatage d’essai"


def test_without_an_address_there_is_none(settings: Settings) -> None:
    assert Asked.of(replace(settings, tsa_url="")) is None


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_without_certificates_nobody_is_asked(
    settings: Settings, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "none.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CertificatesUnreadable):
        Asked.of(replace(settings, tsa_certificates=path))


def test_of_another_request_it_is_not_believed(settings: Settings, server: Served) -> None:
    server.reply = server.replay
    assert refused(settings).cause == "nonce"


def test_of_something_else_it_is_not_believed(settings: Settings, server: Served) -> None:
    server.reply = server.misread
    assert refused(settings).cause == "imprint"


def test_signed_by_another_it_is_not_believed(
    settings: Settings, server: Served, tmp_path: Path
) -> None:
    server.reply = Authority(tmp_path / "other", "Horodatage d’essai").answer
    assert refused(settings).cause == "signature"


def test_by_one_whose_certificate_was_over_it_is_not_believed(
    server: Served, settings: Settings, tmp_path: Path
) -> None:
    past = Authority(tmp_path / "past", expires="20250101000000Z")
    server.reply = past.answer
    assert refused(replace(settings, tsa_certificates=past.root)).cause == "signature"


def test_one_that_says_no_is_told_from_one_that_is_silent(
    settings: Settings, server: Served, tmp_path: Path
) -> None:
    server.reply = Authority(tmp_path / "picky", digests="sha512").answer
    no = refused(settings)
    assert (no.cause, no.answered, no.refused) == ("status-2", True, True)
    server.stop()
    silent = refused(settings)
    assert (silent.cause, silent.answered, silent.refused) == ("ConnectionError", False, False)


def test_it_may_hang(settings: Settings, server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "READ_SECONDS", 0.3)
    server.reply = server.hang
    assert not refused(settings).answered


@pytest.mark.parametrize("status", [204, 404, 500, 503])
def test_another_status_is_no_answer(settings: Settings, server: Served, status: int) -> None:
    server.status = status
    server.reply = lambda _: b""
    found = refused(settings)
    assert (found.cause, found.answered) == (f"http-{status}", False)


def test_it_sends_nobody_elsewhere(settings: Settings, server: Served) -> None:
    server.status, server.headers = 302, {"Location": server.url}
    assert refused(settings).cause == "answer-redirect"
    assert server.asked == 1


def test_it_may_not_be_long(settings: Settings, server: Served) -> None:
    server.reply = lambda _: b"x" * 100_000
    assert refused(settings).cause == "answer-too-long"


@pytest.mark.parametrize("url", ["https://127.0.0.1/tsa", "https://10.0.0.1/tsa"])
def test_no_machine_that_only_this_one_can_reach(settings: Settings, url: str) -> None:
    assert refused(replace(settings, tsa_url=url)).cause == "address-network"


def test_not_a_byte_of_what_it_signed_may_change(settings: Settings, server: Served) -> None:
    """Whatever the bytes, the refusal is one of ours; what is not signed changes nothing."""
    chance, causes = random.Random(3161), set()  # noqa: S311 - not secret
    answered: dict[str, bytes] = {}

    def altered(query: bytes) -> bytes:
        data = answered["good"] = server.authority.answer(query)
        at = chance.randrange(len(data))
        return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]

    server.reply = altered
    for _ in range(60):
        try:
            found = asked(settings).stamp(DATA)
        except NotStamped as failure:
            causes.add(failure.cause)
            continue
        assert found.at == moment_of(answered["good"])
    assert {"signature", "unreadable"} <= causes
