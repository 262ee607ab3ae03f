"""A provider that turns its keys, answers slowly, goes away, or speaks for another."""

import threading
from base64 import urlsafe_b64encode

import pytest

from infra.clock import now
from infra.sso.openid import metadata
from infra.sso.openid.flow import Flow
from infra.sso.openid.keys import usable
from infra.sso.openid.metadata import BETWEEN_KEY_FETCHES, DOWN_SECONDS, KEPT_SECONDS, Directory
from infra.sso.providers.secrets import Secrets
from infra.sso.refusals import ProviderDown, SignInRefused
from tests.infra.sso.forging import Forger
from tests.infra.sso.keys import EC, NEXT, RSA

DISCOVERY = "/.well-known/openid-configuration"

# A modulus of 1024 bits.
SHORT = urlsafe_b64encode((2**1023 + 1).to_bytes(128)).decode().rstrip("=")


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def directory(seconds: Seconds) -> Directory:
    return Directory(seconds)


def test_a_document_is_kept_a_while(directory: Directory, seconds: Seconds, forger: Forger) -> None:
    for _ in range(3):
        directory.metadata(forger.provider())
    assert forger.asked(DISCOVERY) == 1
    seconds.now += KEPT_SECONDS
    directory.metadata(forger.provider())
    assert forger.asked(DISCOVERY) == 2


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:1", "", None, ["x"]])
def test_the_document_of_another_issuer_is_refused(
    directory: Directory, forger: Forger, issuer: object
) -> None:
    forger.metadata = {"issuer": issuer}
    with pytest.raises(SignInRefused) as refused:
        directory.metadata(forger.provider())
    assert (refused.value.code, refused.value.cause) == ("provider-misconfigured", "issuer")


def test_an_issuer_is_compared_letter_by_letter(directory: Directory, forger: Forger) -> None:
    for issuer in (f"{forger.issuer}/", forger.issuer.upper()):
        forger.metadata = {"issuer": issuer}
        with pytest.raises(SignInRefused):
            directory.metadata(forger.provider())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("token_endpoint", "https://169.254.169.254/"),
        ("token_endpoint", "http://8.8.8.8:80@127.0.0.1/"),
        ("authorization_endpoint", "javascript:alert(1)"),
        ("jwks_uri", "file:///etc/passwd"),
        ("userinfo_endpoint", 7),
        ("end_session_endpoint", "//127.0.0.1/"),
        ("token_endpoint", None),
    ],
)
def test_an_address_that_is_not_permitted_spoils_the_document(
    directory: Directory, forger: Forger, name: str, value: object
) -> None:
    forger.metadata = {name: value}
    with pytest.raises(SignInRefused) as refused:
        directory.metadata(forger.provider())
    assert refused.value.cause == name


def test_keys_are_read_again_for_a_new_one_once_a_minute(
    directory: Directory, seconds: Seconds, forger: Forger
) -> None:
    forger.keys = [RSA]
    directory.keys(forger.provider(), str(RSA.kid))
    forger.keys = [NEXT]
    for _ in range(5):
        assert not any(k.kid == NEXT.kid for k in directory.keys(forger.provider(), str(NEXT.kid)))
    assert forger.asked("/jwks") == 1
    seconds.now += BETWEEN_KEY_FETCHES
    assert any(k.kid == NEXT.kid for k in directory.keys(forger.provider(), str(NEXT.kid)))
    for _ in range(5):
        directory.keys(forger.provider(), "nobody's")
    assert forger.asked("/jwks") == 2
    seconds.now += BETWEEN_KEY_FETCHES
    directory.keys(forger.provider(), str(NEXT.kid))
    assert forger.asked("/jwks") == 2


def test_keys_that_may_not_verify_are_left_out(directory: Directory, forger: Forger) -> None:
    keys = directory.keys(forger.provider(algorithms=("ES256",)))
    assert [key.kid for key in keys] == [EC.kid]
    assert all(not key.is_private for key in keys)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"keys": {}},
        {"keys": [None, 7, {}]},
        {"keys": [{"kty": "oct", "kid": "a", "k": "c2VjcmV0"}]},
        {"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}]},
        {"keys": [{"kty": "RSA", "kid": "a", "n": "?", "e": 3}]},
        {"keys": [{"kty": "RSA", "kid": "a", "n": SHORT, "e": "AQAB"}]},
        {"keys": [{"kty": "EC", "kid": "a", "crv": "P-256", "x": "AA", "y": "AA"}]},
        {"keys": [RSA.as_dict(private=False) | {"use": "enc"}]},
        {"keys": [RSA.as_dict(private=False) | {"alg": "HS256"}]},
        {"keys": [{k: v for k, v in RSA.as_dict(private=False).items() if k != "kid"}]},
    ],
)
def test_a_key_that_is_none(document: dict[str, object]) -> None:
    assert not usable(document, ("RS256", "ES256", "HS256"))


def test_what_a_provider_should_have_kept_to_itself_is_not_kept_here() -> None:
    """A secret half in a public document; a parameter that says the key is for no signature."""
    told = {"keys": [RSA.as_dict(private=True) | {"key_ops": ["encrypt"]}]}
    (key,) = usable(told, ("RS256",))
    assert not key.is_private
    assert "key_ops" not in key.as_dict()


def test_who_is_down_is_not_asked_by_everybody(
    directory: Directory, seconds: Seconds, forger: Forger
) -> None:
    forger.metadata = {"issuer": forger.issuer}
    known = forger.provider(issuer=f"{forger.issuer}/nowhere")
    for _ in range(3):
        with pytest.raises(ProviderDown):
            directory.metadata(known)
    assert forger.asked(f"/nowhere{DISCOVERY}") == 1
    seconds.now += DOWN_SECONDS
    with pytest.raises(ProviderDown):
        directory.metadata(known)
    assert forger.asked(f"/nowhere{DISCOVERY}") == 2


def test_nobody_listens(directory: Directory, forger: Forger) -> None:
    with pytest.raises(ProviderDown) as down:
        directory.metadata(forger.provider(issuer="http://127.0.0.1:9"))
    assert down.value.cause == "ConnectionError"
    assert "réessayez" in down.value.sentence


def test_a_slow_provider_holds_one_up_and_tells_the_others(
    directory: Directory, forger: Forger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.sso.openid.fetch.READ_SECONDS", 1.0)
    monkeypatch.setattr(metadata, "WAIT_SECONDS", 0.05)
    forger.silent = threading.Event()
    causes: list[str] = []

    def ask() -> None:
        try:
            directory.metadata(forger.provider())
        except ProviderDown as down:
            causes.append(down.cause)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
        assert forger.heard.wait(5)
    for thread in threads:
        thread.join()
    forger.silent.set()
    assert sorted(causes) == ["ReadTimeout", "slow", "slow", "slow"]


def test_what_one_sign_in_finds_out_spares_the_next(
    secrets: Secrets, seconds: Seconds, forger: Forger
) -> None:
    flow = Flow(Directory(seconds), secrets, now)
    _, pending = flow.begin(forger.provider(), "http://127.0.0.1:9/cb")
    forger.answer = lambda: ("", 503)
    with pytest.raises(ProviderDown):
        flow.finish(forger.provider(), pending, {"state": pending.state, "code": "x"})
    with pytest.raises(ProviderDown):
        flow.begin(forger.provider(), "http://127.0.0.1:9/cb")
    seconds.now += DOWN_SECONDS
    flow.begin(forger.provider(), "http://127.0.0.1:9/cb")
