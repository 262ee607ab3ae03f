"""What a provider tells of a person beside their identity: about that person, or not believed."""

from typing import Any

import requests

from infra.sso.openid.addresses import AddressRefused
from infra.sso.openid.fetch import AnswerRefused, guarded
from infra.sso.openid.metadata import OK, Metadata
from infra.sso.openid.tokens import Tokens
from infra.sso.providers.provider import Provider
from infra.sso.refusals import ProviderDown, SignInRefused

SERVER_ERROR = 500


def userinfo(
    provider: Provider, metadata: Metadata, tokens: Tokens, access_token: str, sub: str
) -> dict[str, Any]:
    """Signed, or nothing: a provider that does not sign it is not asked. `sub`: whom it is about.

    Raises SignInRefused, ProviderDown.
    """
    if not provider.signed_userinfo:
        return {}
    url = metadata.optional_url("userinfo_endpoint")
    if url is None:
        raise SignInRefused("provider-misconfigured", "userinfo_endpoint")
    told = _signed(provider, tokens, _asked(provider, url, access_token))
    if told.get("sub") != sub:
        raise SignInRefused("userinfo-refused", "sub")
    return told


def _asked(provider: Provider, url: str, access_token: str) -> requests.Response:
    try:
        with guarded(loopback=provider.loopback) as session:
            answer = session.get(url, headers={"Authorization": f"Bearer {access_token}"})
    except AddressRefused as error:
        raise SignInRefused("provider-misconfigured", f"address-{error}") from None
    except AnswerRefused as error:
        raise SignInRefused("userinfo-refused", str(error)) from None
    except (requests.RequestException, UnicodeError) as error:
        raise ProviderDown(provider.slug, type(error).__name__) from None
    if answer.status_code >= SERVER_ERROR:
        raise ProviderDown(provider.slug, f"answer-{answer.status_code}")
    if answer.status_code != OK:
        raise SignInRefused("userinfo-refused", f"answer-{answer.status_code}")
    return answer


def _signed(provider: Provider, tokens: Tokens, answer: requests.Response) -> dict[str, Any]:
    if _kind(answer) != "application/jwt":
        raise SignInRefused("userinfo-refused", "unsigned")
    try:
        text = answer.content.decode("ascii").strip()
    except UnicodeDecodeError:
        raise SignInRefused("userinfo-refused", "shape") from None
    return tokens.opened(provider, text, code="userinfo-refused")


def _kind(answer: requests.Response) -> str:
    return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
