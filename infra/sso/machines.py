"""Access tokens of machines (RFC 9068): which client comes, with which scopes, and nothing more."""

from dataclasses import dataclass

from infra.sso.provider import Provider
from infra.sso.refusals import SignInRefused
from infra.sso.tokens import Tokens, require

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
