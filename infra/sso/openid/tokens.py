"""Every check of a signed token that a provider sends: signature, header, who, for whom, when."""

import hmac
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

from infra.sso.openid.metadata import Directory
from infra.sso.providers.provider import Provider
from infra.sso.refusals import SignInRefused

LEEWAY_SECONDS = 30
LARGEST = 16_384
PLAIN = ("", "jwt")
# A key that travels with the token proves nothing.
TRAVELLING = ("jwk", "jku", "x5c", "x5u")

Claims = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tokens:
    directory: Directory
    clock: Callable[[], datetime]

    def opened(
        self, provider: Provider, text: object, *, code: str, types: Collection[str] = PLAIN
    ) -> Claims:
        """A token for us as a client. Raises SignInRefused(code), ProviderDown."""
        claims = self.signed(provider, text, code=code, types=types)
        _check_parties(provider, claims, code)
        return claims

    def signed(
        self, provider: Provider, text: object, *, code: str, types: Collection[str]
    ) -> Claims:
        """Signature, issuer, times; for whomever it is. Raises SignInRefused, ProviderDown."""
        kid = kid_of(text, provider.algorithms, code, types)
        keys = self.directory.keys(provider, kid)
        if not any(key.kid == kid for key in keys):
            raise SignInRefused(code, "kid")
        try:
            claims = jwt.decode(str(text), keys, algorithms=list(provider.algorithms)).claims
            now = int(self.clock().timestamp())
            JWTClaimsRegistry(now=now, leeway=LEEWAY_SECONDS).validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise SignInRefused(code, getattr(error, "error", "shape")) from None
        if claims.get("iss") != provider.issuer:
            raise SignInRefused(code, "iss")
        return claims

    def id_claims(self, provider: Provider, text: object, nonce: str) -> Claims:
        """Raises SignInRefused, ProviderDown."""
        claims = self.opened(provider, text, code="token-refused")
        require(claims, ("exp", "iat", "sub"), "token-refused")
        given = claims.get("nonce")
        if not isinstance(given, str) or not equal(given, nonce):
            raise SignInRefused("token-refused", "nonce")
        if provider.acr_values and claims.get("acr") not in provider.acr_values:
            raise SignInRefused("acr-insufficient", "acr")
        return claims

    def moment(self, value: object, code: str) -> datetime | None:
        """Of a claim that may be missing. Raises SignInRefused for one that is still to come."""
        if value is None:
            return None
        latest = self.clock().timestamp() + LEEWAY_SECONDS
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 < float(str(value)) <= latest:
            raise SignInRefused(code, "auth_time")
        return datetime.fromtimestamp(float(str(value)), UTC)


def require(claims: Claims, names: Collection[str], code: str) -> None:
    """Raises SignInRefused."""
    for name in names:
        if claims.get(name) in (None, ""):
            raise SignInRefused(code, name)


def equal(one: str, other: str) -> bool:
    """In a time that tells nothing of either."""
    return hmac.compare_digest(
        one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass")
    )


def kid_of(text: object, algorithms: Sequence[str], code: str, types: Collection[str]) -> str:
    """Of a header that may be believed in no other respect. Raises SignInRefused."""
    if not isinstance(text, str) or not text.isascii() or len(text) > LARGEST:
        raise SignInRefused(code, "shape")
    try:
        header = jws.extract_compact(text.encode()).headers()
    except (JoseError, ValueError, TypeError, KeyError):
        raise SignInRefused(code, "shape") from None
    if header.get("alg") not in algorithms:
        raise SignInRefused(code, "alg")
    if any(name in header for name in TRAVELLING):
        raise SignInRefused(code, "travelling-key")
    kind = header.get("typ", "")
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") not in types:
        raise SignInRefused(code, "typ")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise SignInRefused(code, "kid")
    return kid


def _check_parties(provider: Provider, claims: Claims, code: str) -> None:
    # Nobody else is trusted with a token of ours, whoever `azp` names.
    if claims.get("aud") not in (provider.client_id, [provider.client_id]):
        raise SignInRefused(code, "aud")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise SignInRefused(code, "azp")
