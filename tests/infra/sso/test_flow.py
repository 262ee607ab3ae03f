"""Signing in at the local provider: a browser, two applications, real ports."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from infra.clock import now
from infra.sso.openid.flow import Flow, Pending
from infra.sso.openid.metadata import Directory
from infra.sso.providers.provider import PROCONNECT, entra, keycloak, proconnect
from infra.sso.providers.secrets import Secrets
from infra.sso.refusals import ProviderDown, SignInRefused
from tests.infra.sso.forging import Forger
from tests.infra.sso.keys import EC, RSA
from tests.infra.sso.living import CALLBACK, Browser, Local, answered


@pytest.fixture
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


def refusal(flow: Flow, local: Local, pending: Pending, args: dict[str, str]) -> tuple[str, str]:
    with pytest.raises(SignInRefused) as refused:
        flow.finish(local.provider, pending, args)
    assert refused.value.sentence
    return refused.value.code, refused.value.cause


def test_a_person_signs_in(local: Local, flow: Flow, browser: Browser) -> None:
    url, pending = flow.begin(local.provider, CALLBACK, target="/signer")
    identity = flow.finish(local.provider, pending, browser.sign_in(url, "48-agent"))
    assert (identity.issuer, identity.sub) == (local.issuer, "48-agent")
    assert identity.acr == "eidas1-mfa"
    assert identity.sid
    assert identity.auth_time is not None
    assert identity.claims.display_name == "Camille Durand"
    assert identity.claims.siret == "22480001100013"
    assert identity.claims.organization_label == "Département de la Lozère"
    assert pending.target == "/signer"
    assert identity.id_token not in repr(identity)


def test_what_is_asked_of_a_provider(local: Local, flow: Flow) -> None:
    url, pending = flow.begin(local.provider, CALLBACK, prompt_login=True, login_hint="a@b.test")
    asked = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
    assert set(asked) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "claims",
        "code_challenge", "code_challenge_method", "prompt", "login_hint",
    }  # fmt: skip
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert (asked["prompt"], asked["login_hint"]) == ("login", "a@b.test")
    assert min(len(asked["state"]), len(asked["nonce"]), len(pending.verifier)) >= 43
    assert json.loads(asked["claims"]) == {
        "id_token": {
            "acr": {"essential": True, "values": ["eidas1-mfa"]},
            "auth_time": {"essential": True},
        }
    }
    secret = (pending.state, pending.nonce, pending.verifier)
    assert pending.verifier not in url
    assert not any(value in repr(pending) for value in secret)
    _, other = flow.begin(local.provider, CALLBACK)
    assert not set(secret) & {other.state, other.nonce, other.verifier}


def test_whoever_is_signed_in_there_comes_in_at_once(
    local: Local, flow: Flow, browser: Browser
) -> None:
    url, pending = flow.begin(local.provider, CALLBACK)
    first = flow.finish(local.provider, pending, browser.sign_in(url, "48-agent"))
    url, pending = flow.begin(local.provider, CALLBACK)
    again = flow.finish(local.provider, pending, answered(browser.visit(url)))
    assert again.same_person(first)
    assert again.sid == first.sid


def test_a_step_up_asks_again_and_stays_the_same_sign_in(
    local: Local, flow: Flow, browser: Browser
) -> None:
    url, pending = flow.begin(local.provider, CALLBACK)
    first = flow.finish(local.provider, pending, browser.sign_in(url, "48-agent"))
    local.told.clear()
    url, pending = flow.begin(local.provider, CALLBACK, prompt_login=True)
    fresh = flow.finish(local.provider, pending, browser.sign_in(url, "48-agent"))
    assert fresh.same_person(first)
    assert fresh.sid == first.sid
    assert fresh.auth_time
    assert fresh.auth_time >= pending.created_at - timedelta(seconds=1)
    assert not local.told


def test_another_person_in_the_same_browser_signs_the_first_out(
    local: Local, flow: Flow, browser: Browser
) -> None:
    url, pending = flow.begin(local.provider, CALLBACK)
    first = flow.finish(local.provider, pending, browser.sign_in(url, "48-agent"))
    local.told.clear()
    url, pending = flow.begin(local.provider, CALLBACK, prompt_login=True)
    second = flow.finish(local.provider, pending, browser.sign_in(url, "05-agent"))
    assert not second.same_person(first)
    assert len(local.told) == 1


def test_a_code_counts_once(local: Local, flow: Flow, browser: Browser) -> None:
    url, pending = flow.begin(local.provider, CALLBACK)
    args = browser.sign_in(url, "48-agent")
    flow.finish(local.provider, pending, args)
    assert refusal(flow, local, pending, args)[0] == "code-refused"


def test_the_answer_of_another_browser(local: Local, flow: Flow, browser: Browser) -> None:
    """Its state is known, its verifier and its nonce are not."""
    _, mine = flow.begin(local.provider, CALLBACK)
    url, _ = flow.begin(local.provider, CALLBACK)
    theirs = browser.sign_in(url, "05-agent")
    assert refusal(flow, local, mine, theirs) == ("answer-forged", "state")
    assert refusal(flow, local, mine, theirs | {"state": mine.state})[0] == "code-refused"


def test_a_nonce_of_another_sign_in(local: Local, flow: Flow, browser: Browser) -> None:
    url, pending = flow.begin(local.provider, CALLBACK)
    args = browser.sign_in(url, "48-agent")
    changed = replace(pending, nonce="n" * 43)
    assert refusal(flow, local, changed, args) == ("token-refused", "nonce")


@pytest.mark.parametrize("state", ["", "é" * 43, "x" * 43, "\ud800"])
def test_a_forged_state(local: Local, flow: Flow, state: str) -> None:
    _, pending = flow.begin(local.provider, CALLBACK)
    args = {"code": "x", "state": state, "iss": local.issuer}
    assert refusal(flow, local, pending, args) == ("answer-forged", "state")
    assert refusal(flow, local, pending, {"code": "x"}) == ("answer-forged", "state")


def test_one_provider_is_not_another(local: Local, flow: Flow, forger: Forger) -> None:
    """RFC 9207, and our own note of whom we asked."""
    _, pending = flow.begin(local.provider, CALLBACK)
    args = {"code": "x", "state": pending.state}
    mixed = ("issuer-mixed-up", "iss")
    assert refusal(flow, local, pending, args | {"iss": forger.issuer}) == mixed
    assert refusal(flow, local, pending, args) == mixed
    assert refusal(flow, local, pending, args | {"iss": ""}) == mixed
    with pytest.raises(SignInRefused) as refused:
        flow.finish(forger.provider(), pending, args)
    assert refused.value.code == "answer-forged"
    _, pending = flow.begin(forger.provider(), CALLBACK)
    with pytest.raises(SignInRefused) as refused:
        flow.finish(
            forger.provider(),
            pending,
            {"code": "x", "state": pending.state, "iss": local.issuer},
        )
    assert refused.value.code == "issuer-mixed-up"
    assert forger.asked("/token") == 0


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("access_denied", "sign-in-cancelled"),
        ("login_required", "login-required"),
        ("Y500015", "provider-refused"),
        ("<script>", "provider-refused"),
    ],
)
def test_a_provider_that_says_no(local: Local, flow: Flow, error: str, code: str) -> None:
    _, pending = flow.begin(local.provider, CALLBACK)
    args = {"error": error, "state": pending.state, "iss": local.issuer}
    assert refusal(flow, local, pending, args) == (code, "error")


def test_a_provider_that_says_later(local: Local, flow: Flow) -> None:
    _, pending = flow.begin(local.provider, CALLBACK)
    args = {"error": "temporarily_unavailable", "state": pending.state, "iss": local.issuer}
    with pytest.raises(ProviderDown):
        flow.finish(local.provider, pending, args)


@pytest.mark.parametrize("age", [timedelta(minutes=10, seconds=1), timedelta(minutes=-1)])
def test_an_answer_that_tarried(local: Local, flow: Flow, age: timedelta) -> None:
    _, pending = flow.begin(local.provider, CALLBACK)
    args = {"code": "x", "state": pending.state, "iss": local.issuer}
    old = replace(pending, created_at=now() - age)
    assert refusal(flow, local, old, args)[0] == "answer-too-late"


def test_an_answer_without_a_code(local: Local, flow: Flow) -> None:
    _, pending = flow.begin(local.provider, CALLBACK)
    args = {"state": pending.state, "iss": local.issuer}
    assert refusal(flow, local, pending, args) == ("provider-refused", "no-code")


def test_a_wrong_secret_is_our_fault_and_is_not_told(
    local: Local,
    flow: Flow,
    browser: Browser,
    secrets: Secrets,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    (secrets.folder / "demo").write_text("another-secret")
    url, pending = flow.begin(local.provider, CALLBACK)
    args = browser.sign_in(url, "48-agent")
    assert refusal(flow, local, pending, args)[0] == "provider-misconfigured"
    told = "".join(record.getMessage() for record in caplog.records)
    assert not any(secret in told for secret in ("another-secret", pending.verifier))


def test_a_sign_in_writes_no_secret_into_logs(
    forger: Forger, flow: Flow, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _, pending = flow.begin(forger.provider(), CALLBACK)
    forger.nonce = pending.nonce
    args = {"state": pending.state, "code": "a-code-of-the-tests"}
    identity = flow.finish(forger.provider(), pending, args)
    told = "".join(record.getMessage() for record in caplog.records)
    assert "127.0.0.1" in told
    secret = (identity.id_token, "a-secret-of-the-tests", pending.verifier, args["code"])
    assert not any(one in told for one in (*secret, "Bearer", pending.nonce))


@pytest.mark.parametrize("key", [RSA, EC])
@pytest.mark.parametrize("form", ["pem", "jwk"])
def test_a_client_that_signs(
    forger: Forger, secrets: Secrets, flow: Flow, key: RSAKey | ECKey, form: str
) -> None:
    text = key.as_pem(private=True).decode()
    text = json.dumps(key.as_dict(private=True)) if form == "jwk" else text
    (secrets.folder / "forge").write_text(text)
    provider = forger.provider(auth_method="private_key_jwt")
    _, pending = flow.begin(provider, CALLBACK)
    forger.nonce = pending.nonce
    flow.finish(provider, pending, {"state": pending.state, "code": "x"})
    assert "client_secret" not in forger.posted
    alg = "RS256" if isinstance(key, RSAKey) else "ES256"
    token = jwt.decode(forger.posted["client_assertion"], key, algorithms=[alg])
    assert (token.claims["iss"], token.claims["sub"]) == ("pacte", "pacte")
    assert token.claims["aud"] == f"{forger.issuer}/token"
    assert token.header.get("kid") == (key.kid if form == "jwk" else None)


@pytest.mark.parametrize("secret", ["a-word", "{}", '{"kty":"oct","k":"AA"}', "{", "-----BEGIN"])
def test_a_secret_that_is_no_key(forger: Forger, secrets: Secrets, flow: Flow, secret: str) -> None:
    (secrets.folder / "forge").write_text(secret)
    provider = forger.provider(auth_method="private_key_jwt")
    _, pending = flow.begin(provider, CALLBACK)
    with pytest.raises(SignInRefused) as refused:
        flow.finish(provider, pending, {"state": pending.state, "code": "x"})
    assert (refused.value.code, refused.value.cause) == ("provider-misconfigured", "private-key")


def test_keys_turn_between_two_sign_ins(forger: Forger, secrets: Secrets) -> None:
    seconds = [0.0]
    flow = Flow(Directory(lambda: seconds[0]), secrets, now)
    for keys in ([RSA], [EC]):
        forger.keys = list(keys)
        forger.forge = lambda f, claims, key=keys[0]: f.sign(claims, key)
        _, pending = flow.begin(forger.provider(signed_userinfo=False), CALLBACK)
        forger.nonce = pending.nonce
        args = {"state": pending.state, "code": "x"}
        flow.finish(forger.provider(signed_userinfo=False), pending, args)
        seconds[0] += 60
    assert forger.asked("/jwks") == 2


def test_presets() -> None:
    state = proconnect("client", "proconnect")
    assert state.issuer == PROCONNECT
    assert state.signed_userinfo
    assert "eidas1" not in state.acr_values
    assert "openid" in state.scopes
    assert state.tenants == ()
    own = keycloak("lozere", "https://sso.lozere.test/realms/agents", "pacte", "lozere", ("48",))
    assert own.claim("usual_name") == "family_name"
    assert own.claim("sub") == "sub"
    other = entra("loire", "a-directory", "pacte", "loire", ("42",))
    assert other.issuer == "https://login.microsoftonline.com/a-directory/v2.0"
    assert other.claim("sub") == "tid+oid"
