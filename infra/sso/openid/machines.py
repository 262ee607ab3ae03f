"""Access tokens of machines (RFC 9068): which client comes, with which scopes, and nothing more."""

import json
from dataclasses import dataclass

from joserfc import jws

from domain.sso.configuring import ALGORITHMS
from infra.sso.openid.tokens import Tokens, kid_of, require
from infra.sso.providers.provider import Provider
from infra.sso.refusals import SignInRefused

API = "urn:pacte:api"
CODE = "machine-refused"
TYPES = ("at+jwt",)
LONGEST_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Tenant and organization are those of our registry of clients, never of the token."""

    issuer: str
    client_id: str
    scopes: frozenset[str]


def issuer_named(text: str) -> str | None:
    """Whose a token says that it is, if it has the form of one; no key is looked for yet."""
    try:
        kid_of(text, tuple(ALGORITHMS), CODE, TYPES)
        told = json.loads(jws.extract_compact(text.encode()).payload)
    except (SignInRefused, ValueError, TypeError, RecursionError):
        return None
    return told.get("iss") if isinstance(told, dict) else None


def machine(tokens: Tokens, provider: Provider, text: object) -> Machine:
    """Issuer, keys and algorithms are the provider's. Raises SignInRefused, ProviderDown."""
    claims = tokens.signed(provider, text, code=CODE, types=TYPES)
    require(claims, ("exp", "iat", "sub", "jti"), CODE)
    if claims.get("aud") not in (API, [API]):
        raise SignInRefused(CODE, "aud")
    if claims["exp"] - claims["iat"] > LONGEST_SECONDS:
        raise SignInRefused(CODE, "too-long")
    client_id, scope = claims.get("client_id"), claims.get("scope")
    if not isinstance(client_id, str) or not client_id:
        raise SignInRefused(CODE, "client_id")
    if claims["sub"] != client_id:
        # RFC 9068 §2.2: another subject is a person who let this client act for them.
        raise SignInRefused(CODE, "sub")
    if not isinstance(scope, str) or not scope.split():
        raise SignInRefused(CODE, "scope")
    return Machine(issuer=provider.issuer, client_id=client_id, scopes=frozenset(scope.split()))
