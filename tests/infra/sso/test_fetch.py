"""Addresses that a provider could be given to make Pacte ask what only this host can."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from infra.sso.local.serving import listen
from infra.sso.openid import addresses, fetch
from infra.sso.openid.addresses import AddressRefused
from infra.sso.openid.fetch import AnswerRefused, guarded

HOSTILE = (
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://0x7f.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://localhost/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://192.0.0.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[ff02::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fe80::1%25eth0]/",
    "https://8.8.8.8:22/",
    "https://8.8.8.8:0/",
    "https://8.8.8.8:99999/",
    "https://8.8.8.8:https/",
    "http://8.8.8.8/",
    "ftp://8.8.8.8/",
    "file:///etc/passwd",
    "gopher://8.8.8.8/",
    "//8.8.8.8/",
    "https:///path",
    "https://",
    "https://user@8.8.8.8/",
    "https://user:secret@8.8.8.8/",
    "https://8.8.8.8@127.0.0.1/",
    "https://127.0.0.1\\@8.8.8.8/",
    "https://8.8.8.8#@127.0.0.1/",
    "https://１２７.0.0.1/",
    "https://①②⑦.0.0.1/",
    "https://exemple。fr/",
    "https://8.8.8.8 /",
    "https://8.8.8.8/\r\nHost: 127.0.0.1",
    "https://8.8.8.8/\x00",
    "https://[8.8.8.8/",
    "https://8.8.8.8/" + "a" * 3000,
)


@pytest.mark.parametrize("url", HOSTILE)
def test_hostile_addresses_are_refused(url: str) -> None:
    """Before anything is sent, and whatever the layers between make of the address."""
    with pytest.raises(AddressRefused):
        _judged(url)


@pytest.mark.parametrize("url", [url for url in HOSTILE if "8.8.8.8" not in url])
def test_hostile_addresses_are_never_connected_to(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connected(*_: object) -> None:
        raise AssertionError(url)

    monkeypatch.setattr(socket, "create_connection", connected)
    with guarded(loopback=False) as session, pytest.raises((AddressRefused, ValueError)):
        session.get(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://8.8.8.8/",
        "https://auth.agentconnect.gouv.fr/api/v2/authorize?a=b",
        "https://idp.exemple.fr:8443/",
        "https://[2606:4700::1111]/",
    ],
)
def test_ordinary_addresses_are_not(url: str) -> None:
    addresses.check(url, loopback=False)


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "http://8.8.8.8/", "http://10.0.0.1:8000/", "http://u@127.0.0.1/"]
)
def test_the_demo_reaches_nothing_but_this_machine(url: str) -> None:
    with guarded(loopback=True) as session, pytest.raises(AddressRefused):
        session.get(url)


@pytest.mark.parametrize("others", [["127.0.0.1"], ["10.0.0.1"], ["::1"], ["::ffff:8.8.8.8"]])
def test_one_address_that_is_not_public_spoils_the_name(
    others: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _resolve_to(monkeypatch, ["8.8.8.8", *others])
    with guarded(loopback=False) as session, pytest.raises(AddressRefused):
        session.get("https://idp.exemple.test/")


def test_whoever_answers_is_the_one_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        monkeypatch.setattr(addresses, "PORTS", (port,))
        _resolve_to(monkeypatch, ["8.8.8.8"])
        elsewhere = socket.create_connection(("127.0.0.1", port))
        monkeypatch.setattr(socket, "create_connection", lambda *_: elsewhere)
        with guarded(loopback=False) as session, pytest.raises(AddressRefused) as refused:
            session.get(f"https://idp.exemple.test:{port}/")
        assert str(refused.value) == "peer"
        assert elsewhere.fileno() == -1


@given(st.ip_addresses())
def test_what_is_public_is_global_for_python_too(address: object) -> None:
    parsed = ip_address(str(address))
    if addresses.is_public(parsed):
        assert parsed.is_global
        assert not parsed.is_private
        assert not parsed.is_link_local


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_not_reached_through_it(address: object) -> None:
    for wrapped in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert not addresses.is_public(ip_address(wrapped))


def _judged(url: str) -> None:
    addresses.check(url, loopback=False)
    addresses.resolved(*_host(url), addresses.is_public)


def _host(url: str) -> tuple[str, int]:
    prepared = requests.Request("GET", url).prepare()
    host = str(prepared.url).split("/")[2]
    return host.rpartition(":")[0] if host.endswith(":443") else host, 443


def _resolve_to(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> list[str]:
    """The names that were asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr("infra.sso.openid.addresses.getaddrinfo", getaddrinfo)
    return asked


@contextmanager
def answering(answer: bytes, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """One connection, one answer; then it stays open until the test is over."""
    over = threading.Event()
    with listen("127.0.0.1", 0) as listening:

        def serve() -> None:
            with suppress(OSError):
                accepted, _ = listening.accept()
                with accepted:
                    whole = context.wrap_socket(accepted, server_side=True) if context else accepted
                    whole.recv(4096)
                    whole.sendall(answer)
                    over.wait(10)
                    whole.close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", "redirect"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", "packed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n" + b"x" * 70_000, "too-long"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 70_000, "too-long"),
    ],
)
def test_answers_are_short_and_stay_where_they_are(answer: bytes, cause: str) -> None:
    with answering(answer) as port, guarded(loopback=True) as session:
        with pytest.raises(AnswerRefused) as refused:
            session.get(f"http://127.0.0.1:{port}/")
        assert str(refused.value) == cause


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", b"HTTP/1.1 200 OK\r\nX: "]
)
def test_an_answer_that_never_ends_is_cut(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the whole time: each byte would put the end of a read off again."""
    monkeypatch.setattr(fetch, "TOTAL_SECONDS", 0.1)
    with answering(answer) as port, guarded(loopback=True) as session:
        before = datetime.now(UTC)
        with suppress(requests.ConnectionError):
            assert session.get(f"http://127.0.0.1:{port}/").content in (b"ab", b"")
        assert datetime.now(UTC) - before < timedelta(seconds=3)


def test_no_proxy_and_no_password_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    with answering(answer) as port, guarded(loopback=True) as session:
        assert session.get(f"http://127.0.0.1:{port}/").text == "ok"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of `idp.exemple.test`, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.exemple.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("idp.exemple.test")]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("name", "trusted"),
    [("idp.exemple.test", True), ("other.exemple.test", True), ("idp.exemple.test", False)],
)
def test_the_certificate_is_that_of_the_name_whatever_the_address(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, trusted: bool
) -> None:
    """Resolved once, connected to that address, asked under the name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    with answering(answer, context) as port, guarded(loopback=False) as session:
        monkeypatch.setattr(addresses, "PORTS", (port,))
        monkeypatch.setattr(addresses, "is_public", addresses.is_loopback)
        asked = _resolve_to(monkeypatch, ["127.0.0.1"])
        session.verify = str(certificate) if trusted else True
        if name == "idp.exemple.test" and trusted:
            assert session.get(f"https://{name}:{port}/").text == "ok"
        else:
            with pytest.raises(requests.exceptions.SSLError):
                session.get(f"https://{name}:{port}/")
        assert asked == [name]
