"""Forged answers of a provider: each is refused, for the reason it was forged with."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from time import time
from typing import Any

import pytest
from flask import Response
from flask.typing import ResponseReturnValue
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt

from domain.sso.configuring import ALGORITHMS
from infra.clock import now
from infra.sso.identity import Identity
from infra.sso.openid.flow import Flow
from infra.sso.openid.tokens import Tokens
from infra.sso.refusals import ProviderDown, SignInRefused
from tests.infra.sso.forging import Claims, Forge, Forger
from tests.infra.sso.keys import EC, IMPOSTOR, IMPOSTOR_EC, NEXT, RSA

CALLBACK = "http://127.0.0.1:9/auth/forge/callback"


def sign_in(flow: Flow, forger: Forger, *, step_up: bool = False, **provider: Any) -> Identity:
    known = forger.provider(**provider)
    _, pending = flow.begin(known, CALLBACK, prompt_login=step_up)
    forger.nonce = pending.nonce
    return flow.finish(known, pending, {"state": pending.state, "code": "any"})


def part(value: Claims) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(forger: Forger, claims: Claims) -> str:
    del forger
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def with_public_key_as_secret(forger: Forger, claims: Claims) -> str:
    """By hand: no library makes such a thing any more."""
    del forger
    signed = f"{part({'alg': 'HS256', 'kid': RSA.kid})}.{part(claims)}"
    mac = hmac.digest(RSA.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def with_embedded_key(forger: Forger, claims: Claims) -> str:
    return forger.sign(claims, IMPOSTOR_EC, jwk=IMPOSTOR_EC.as_dict(private=False))


def changed(**changes: Any) -> Forge:
    """None takes a claim away."""

    def forge(forger: Forger, claims: Claims) -> str:
        whole = claims | {name: late(value) for name, value in changes.items()}
        return forger.sign({name: value for name, value in whole.items() if value is not None})

    return forge


def late(value: Any) -> Any:
    """Times are told from now."""
    return int(time()) + value.seconds if isinstance(value, From) else value


class From:
    def __init__(self, seconds: int) -> None:
        self.seconds = seconds


def header(**members: Any) -> Forge:
    return lambda forger, claims: forger.sign(claims, **members)


def signed_by(key: Any, kid: str | None = None) -> Forge:
    return lambda forger, claims: forger.sign(claims, key, **({"kid": kid} if kid else {}))


def cut(forger: Forger, claims: Claims) -> str:
    return forger.sign(claims)[:-8]


BAD: dict[str, tuple[Forge, str]] = {
    "alg none": (unsigned, "alg"),
    "HS256 with the public key": (with_public_key_as_secret, "alg"),
    "other key, same kid": (signed_by(IMPOSTOR), "bad_signature"),
    "embedded jwk": (with_embedded_key, "travelling-key"),
    "jku": (header(jku="http://127.0.0.1/keys"), "travelling-key"),
    "key of another kind under the kid": (signed_by(EC, str(RSA.kid)), "invalid_key_type"),
    "unknown kid": (signed_by(NEXT), "kid"),
    "no kid": (header(kid=None), "kid"),
    "typ of an access token": (header(typ="at+jwt"), "typ"),
    "typ of a logout token": (header(typ="logout+jwt"), "typ"),
    "cut signature": (cut, "bad_signature"),
    "no token": (lambda _forger, _claims: "", "shape"),
    "not a token": (lambda _forger, _claims: "a.b", "shape"),
    "not ASCII": (lambda _forger, _claims: "é.é.é", "shape"),
    "too long": (lambda _forger, _claims: "a" * 20_000, "shape"),
    "wrong aud": (changed(aud="other"), "aud"),
    "no aud": (changed(aud=None), "aud"),
    "aud of two": (changed(aud=["pacte", "other"], azp="pacte"), "aud"),
    "aud of another with our azp": (changed(aud="other", azp="pacte"), "aud"),
    "wrong azp": (changed(azp="other"), "azp"),
    "wrong iss": (changed(iss="http://127.0.0.1:1"), "iss"),
    "iss as a list": (changed(iss=["http://127.0.0.1:1"]), "invalid_claim"),
    "no iss": (changed(iss=None), "iss"),
    "expired": (changed(exp=From(-31)), "expired_token"),
    "no exp": (changed(exp=None), "exp"),
    "exp is text": (changed(exp="tomorrow"), "invalid_claim"),
    "future iat": (changed(iat=From(3600)), "invalid_claim"),
    "no iat": (changed(iat=None), "iat"),
    "not yet": (changed(nbf=From(3600)), "invalid_claim"),
    "wrong nonce": (changed(nonce="x" * 43), "nonce"),
    "no nonce": (changed(nonce=None), "nonce"),
    "empty nonce": (changed(nonce=""), "nonce"),
    "no sub": (changed(sub=None), "sub"),
    "empty sub": (changed(sub=""), "sub"),
    "sub is a number": (changed(sub=7), "invalid_claim"),
    "auth_time to come": (changed(auth_time=From(3600)), "auth_time"),
    "auth_time is true": (changed(auth_time=True), "auth_time"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_forged_identity_is_refused(flow: Flow, forger: Forger, name: str) -> None:
    forger.forge, cause = BAD[name]
    with pytest.raises(SignInRefused) as refused:
        sign_in(flow, forger)
    assert (refused.value.code, refused.value.cause) == ("token-refused", cause)


@pytest.mark.parametrize(
    "forge",
    [
        changed(),
        changed(aud=["pacte"]),
        changed(azp="pacte"),
        changed(exp=From(-25)),
        changed(iat=From(25)),
        changed(acr="eidas2"),
        header(typ="JWT"),
        signed_by(EC),
    ],
)
def test_a_true_identity_is_taken(flow: Flow, forger: Forger, forge: Forge) -> None:
    forger.forge = forge
    assert sign_in(flow, forger).sub == "someone"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_that_can_be_configured_verifies(
    flow: Flow, forger: Forger, algorithm: str
) -> None:
    key = EC if ALGORITHMS[algorithm][0] == "EC" else RSA
    header = {"alg": algorithm, "kid": key.kid}
    forger.forge = lambda _forger, claims: jwt.encode(header, claims, key, algorithms=[algorithm])
    found = sign_in(flow, forger, algorithms=(algorithm,), signed_userinfo=False)
    assert found.sub == "someone"


@pytest.mark.parametrize("acr", ["eidas1", "eidas0", None, ["eidas1-mfa"], "EIDAS2"])
def test_a_weak_authentication_is_not_enough(flow: Flow, forger: Forger, acr: object) -> None:
    forger.forge = changed(acr=acr)
    with pytest.raises(SignInRefused) as refused:
        sign_in(flow, forger)
    assert refused.value.code == "acr-insufficient"
    forger.forge = changed(acr=acr)
    assert sign_in(flow, forger, acr_values=()).sub == "someone"


@pytest.mark.parametrize("auth_time", [None, From(-40), From(-3600)])
def test_a_step_up_is_fresh_or_nothing(flow: Flow, forger: Forger, auth_time: object) -> None:
    forger.forge = changed(auth_time=auth_time)
    with pytest.raises(SignInRefused) as refused:
        sign_in(flow, forger, step_up=True)
    assert refused.value.code == "not-fresh"
    assert sign_in(flow, forger).sub == "someone"


def test_without_auth_time_nobody_knows_how_fresh(flow: Flow, forger: Forger) -> None:
    forger.forge = changed(auth_time=None)
    assert sign_in(flow, forger).auth_time is None


def told(**changes: Any) -> Callable[[Forger, Claims], ResponseReturnValue]:
    def answer(forger: Forger, claims: Claims) -> ResponseReturnValue:
        whole = {name: value for name, value in (claims | changes).items() if value is not None}
        return Response(forger.sign(whole), mimetype="application/jwt")

    return answer


UNTRUE: dict[str, tuple[Callable[[Forger, Claims], ResponseReturnValue], str]] = {
    "of another person": (told(sub="other"), "sub"),
    "of nobody": (told(sub=None), "sub"),
    "for another client": (told(aud="other"), "aud"),
    "for nobody": (told(aud=None), "aud"),
    "of another issuer": (told(iss="http://127.0.0.1:1"), "iss"),
    "of no issuer": (told(iss=None), "iss"),
    "expired": (told(exp=1), "expired_token"),
    "unsigned": (lambda _forger, claims: claims, "unsigned"),
    "alg none": (
        lambda forger, claims: Response(unsigned(forger, claims), mimetype="application/jwt"),
        "alg",
    ),
    "by an impostor": (
        lambda forger, claims: Response(forger.sign(claims, IMPOSTOR), mimetype="application/jwt"),
        "bad_signature",
    ),
    "refused": (lambda _forger, _claims: ("", 401), "answer-401"),
    "elsewhere": (lambda _f, _c: ("", 302, {"Location": "http://127.0.0.1:1/"}), "redirect"),
    "not ASCII": (lambda _f, _c: Response("é", mimetype="application/jwt"), "shape"),
    "too long": (lambda _f, _c: Response("a" * 70_000, mimetype="application/jwt"), "too-long"),
}


@pytest.mark.parametrize("name", UNTRUE)
def test_renseignements_that_are_not_true(flow: Flow, forger: Forger, name: str) -> None:
    forger.userinfo, cause = UNTRUE[name]
    with pytest.raises(SignInRefused) as refused:
        sign_in(flow, forger)
    assert (refused.value.code, refused.value.cause) == ("userinfo-refused", cause)


def test_who_does_not_sign_them_is_not_asked(flow: Flow, forger: Forger) -> None:
    """The identity token says it all; anybody between could have written the rest."""
    forger.userinfo = lambda _forger, claims: claims
    forger.forge = changed(given_name="Sacha", email="sacha@exemple.test")
    claims = sign_in(flow, forger, signed_userinfo=False).claims
    assert (claims.display_name, claims.email, claims.siret) == (
        "Sacha",
        "sacha@exemple.test",
        None,
    )
    assert forger.asked("/userinfo") == 0


def test_what_the_identity_token_says_goes_before(flow: Flow, forger: Forger) -> None:
    forger.forge = changed(email="sacha@exemple.test")
    claims = sign_in(flow, forger).claims
    assert (claims.display_name, claims.email) == ("Camille Durand", "sacha@exemple.test")


@pytest.mark.parametrize(
    ("siret", "seen"),
    [
        ("22480001100013", "22480001100013"),
        ("224 800 011 00013", "22480001100013"),
        ("2248000110001", None),
        ("٢٢٤٨٠٠٠١١٠٠٠١٣", None),
        (None, None),
        (["22480001100013"], None),
    ],
)
def test_a_siret_is_fourteen_digits_or_none(
    flow: Flow, forger: Forger, siret: object, seen: str | None
) -> None:
    forger.userinfo = told(siret=siret, usual_name="Du\nrand\u202e" + "d" * 900)
    claims = sign_in(flow, forger).claims
    assert claims.siret == seen
    assert claims.display_name.isprintable()
    assert len(claims.display_name) < 210


def test_entra_is_keyed_on_directory_and_object(flow: Flow, forger: Forger) -> None:
    forger.forge = changed(tid="directory", oid="object")
    assert sign_in(flow, forger, claim_map={"sub": "tid+oid"}).sub == "directory.object"
    forger.forge = changed(tid="directory")
    with pytest.raises(SignInRefused):
        sign_in(flow, forger, claim_map={"sub": "tid+oid"})


@pytest.mark.parametrize(
    "answer",
    [
        lambda: {"error": "invalid_grant", "error_description": "a secret"},
        lambda: ({"error": "invalid_grant"}, 400),
    ],
)
def test_a_refused_code(
    flow: Flow, forger: Forger, answer: Callable[[], ResponseReturnValue]
) -> None:
    forger.answer = answer
    with pytest.raises(SignInRefused) as refused:
        sign_in(flow, forger)
    assert refused.value.code == "code-refused"
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("missing", ["id_token", "access_token"])
def test_an_answer_without_its_tokens(flow: Flow, forger: Forger, missing: str) -> None:
    whole = {"id_token": "a.b.c", "access_token": "x", "token_type": "Bearer"}
    forger.answer = lambda: {name: value for name, value in whole.items() if name != missing}
    with pytest.raises(SignInRefused) as refused:
        sign_in(flow, forger)
    assert refused.value.cause == missing


@pytest.mark.parametrize(
    "answer",
    [
        lambda: ("", 500),
        lambda: ("<html>", 200),
        lambda: ("[]", 200, {"Content-Type": "application/json"}),
        lambda: ("", 302, {"Location": "http://127.0.0.1:1/"}),
        lambda: ({"expires_in": "soon", "access_token": "x", "id_token": "a"}, 200),
        lambda: ("a" * 70_000, 200),
    ],
)
def test_an_answer_of_no_provider(
    flow: Flow, forger: Forger, answer: Callable[[], ResponseReturnValue]
) -> None:
    forger.answer = answer
    with pytest.raises(ProviderDown):
        sign_in(flow, forger)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(where=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_bit_of_a_token_may_change(flow: Flow, forger: Forger, where: int, bit: int) -> None:
    """Of what was signed; the last letter of base64 carries bits that count for nothing."""
    provider = forger.provider()
    tokens = Tokens(flow.directory, now)
    token = forger.sign(forger.id_claims())
    assert tokens.opened(provider, token, code="token-refused")
    raw = bytearray(token.encode())
    where %= len(raw) - 1
    raw[where] ^= 1 << bit
    with pytest.raises(SignInRefused):
        tokens.opened(provider, raw.decode("latin-1"), code="token-refused")
