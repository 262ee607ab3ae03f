"""Access tokens of machines: one that is good, and all that are not."""

from time import time
from typing import Any

import pytest
import requests

from infra.clock import now
from infra.sso.openid.flow import Flow
from infra.sso.openid.machines import API, Machine, machine
from infra.sso.openid.tokens import Tokens
from infra.sso.refusals import SignInRefused
from tests.infra.sso.forging import Claims, Forge, Forger
from tests.infra.sso.keys import IMPOSTOR, NEXT
from tests.infra.sso.living import SECRET, Local
from tests.infra.sso.test_tokens import (
    From,
    late,
    unsigned,
    with_embedded_key,
    with_public_key_as_secret,
)

TYPE = "at+jwt"


def claims_of(forger: Forger) -> Claims:
    issued = int(time())
    return {
        "iss": forger.issuer,
        "aud": API,
        "sub": "machine",
        "client_id": "machine",
        "scope": "conventions:read actions:write",
        "iat": issued,
        "exp": issued + 600,
        "jti": "one",
    }


def changed(**changes: Any) -> Forge:
    def forge(forger: Forger, claims: Claims) -> str:
        whole = claims | {name: late(value) for name, value in changes.items()}
        whole = {name: value for name, value in whole.items() if value is not None}
        return forger.sign(whole, typ=TYPE)

    return forge


BAD: dict[str, tuple[Forge, str]] = {
    "alg none": (unsigned, "alg"),
    "HS256 with the public key": (with_public_key_as_secret, "alg"),
    "other key, same kid": (lambda f, c: f.sign(c, IMPOSTOR, typ=TYPE), "bad_signature"),
    "embedded jwk": (with_embedded_key, "travelling-key"),
    "wrong aud": (changed(aud="pacte"), "aud"),
    "aud of two": (changed(aud=[API, "other"]), "aud"),
    "wrong iss": (changed(iss="http://127.0.0.1:1"), "iss"),
    "expired": (changed(iat=From(-631), exp=From(-31)), "expired_token"),
    "typ JWT": (lambda f, c: f.sign(c, typ="JWT"), "typ"),
    "no typ": (lambda f, c: f.sign(c), "typ"),
    "no exp": (changed(exp=None), "exp"),
    "no iat": (changed(iat=None), "iat"),
    "no jti": (changed(jti=None), "jti"),
    "future iat": (changed(iat=From(3600)), "invalid_claim"),
    "an hour long": (changed(exp=From(3600)), "too-long"),
    "missing scope": (changed(scope=None), "scope"),
    "blank scope": (changed(scope=" "), "scope"),
    "scope as a list": (changed(scope=["conventions:read"]), "scope"),
    "no client": (changed(client_id=None), "client_id"),
    "unknown kid": (lambda f, c: f.sign(c, NEXT, typ=TYPE), "kid"),
    "an identity token": (lambda f, _c: f.sign(f.id_claims()), "typ"),
    "no token": (lambda _f, _c: "", "shape"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token_lets_no_machine_in(flow: Flow, forger: Forger, name: str) -> None:
    forge, cause = BAD[name]
    with pytest.raises(SignInRefused) as refused:
        machine(Tokens(flow.directory, now), forger.provider(), forge(forger, claims_of(forger)))
    assert (refused.value.code, refused.value.cause) == ("machine-refused", cause)


@pytest.mark.parametrize("aud", [API, [API]])
def test_a_good_token_names_its_client(flow: Flow, forger: Forger, aud: object) -> None:
    token = changed(aud=aud, azp="machine", typ="Bearer")(forger, claims_of(forger))
    assert machine(Tokens(flow.directory, now), forger.provider(), token) == Machine(
        issuer=forger.issuer,
        client_id="machine",
        scopes=frozenset(("conventions:read", "actions:write")),
    )


def test_a_machine_of_the_local_provider(local: Local, flow: Flow) -> None:
    data = {
        "grant_type": "client_credentials",
        "client_id": "machine",
        "client_secret": SECRET,
        "scope": "conventions:read",
    }
    answer = requests.post(f"{local.issuer}/token", data=data, timeout=5).json()
    found = machine(Tokens(flow.directory, now), local.provider, answer["access_token"])
    assert found.client_id == "machine"
    with pytest.raises(SignInRefused):
        Tokens(flow.directory, now).opened(
            local.provider, answer["access_token"], code="token-refused"
        )
