"""A code against tokens: the client proves itself and its verifier, the provider answers JSON."""

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from infra.sso.openid.addresses import AddressRefused
from infra.sso.openid.fetch import AnswerRefused, guard
from infra.sso.openid.metadata import Metadata
from infra.sso.providers.provider import Provider
from infra.sso.refusals import ProviderDown, SignInRefused

if TYPE_CHECKING:
    from infra.sso.openid.flow import Pending

OURS = ("invalid_client", "unauthorized_client")


def exchanged(
    provider: Provider, metadata: Metadata, secret: str, pending: "Pending", code: str
) -> dict[str, Any]:
    """The answer, with both its tokens as text. Raises SignInRefused, ProviderDown."""
    endpoint = metadata.url("token_endpoint")
    with _client(provider, secret) as session:
        try:
            answer = session.fetch_token(
                endpoint,
                grant_type="authorization_code",
                code=code,
                redirect_uri=pending.redirect_uri,
                code_verifier=pending.verifier,
            )
        except OAuthError as error:
            ours = error.error in OURS
            raise SignInRefused(
                "provider-misconfigured" if ours else "code-refused", "token-endpoint"
            ) from None
        except AddressRefused as error:
            raise SignInRefused("provider-misconfigured", f"address-{error}") from None
        except (requests.RequestException, AnswerRefused, ValueError, RecursionError) as error:
            raise ProviderDown(provider.slug, type(error).__name__) from None
    for name in ("id_token", "access_token"):
        if not isinstance(answer.get(name), str):
            raise SignInRefused("token-refused", name)
    return dict(answer)


def _client(provider: Provider, secret: str) -> OAuth2Session:
    """Raises SignInRefused when the secret is no key although one is needed."""
    signs = provider.auth_method == "private_key_jwt"
    key = private_key(secret) if signs else None
    session = OAuth2Session(
        client_id=provider.client_id,
        client_secret=key or secret,
        token_endpoint_auth_method=provider.auth_method,
    )
    if key:
        headers = {"kid": key.kid} if key.kid else {}
        alg = "ES256" if isinstance(key, ECKey) else "RS256"
        session.register_client_auth_method(PrivateKeyJWT(headers=headers, alg=alg))
    guard(session, loopback=provider.loopback)
    return session


def private_key(text: str) -> RSAKey | ECKey:
    """Of a PEM or a JWK. Raises SignInRefused."""
    for kind, name in ((RSAKey, "RSA"), (ECKey, "EC")):
        with suppress(JoseError, ValueError, TypeError, KeyError):
            given = json.loads(text) if text.startswith("{") else text
            if isinstance(given, str) or given.get("kty") == name:
                key = kind.import_key(given)
                if isinstance(key, RSAKey | ECKey) and key.is_private:
                    return key
    raise SignInRefused("provider-misconfigured", "private-key")
