"""Sign-outs: asked of the provider by a browser, or told by the provider behind our back."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from infra.sso.identity import Identity, subject
from infra.sso.openid.metadata import Directory
from infra.sso.openid.tokens import Claims, Tokens, require
from infra.sso.providers.provider import Provider
from infra.sso.refusals import SignInRefused

EVENT = "http://schemas.openid.net/event/backchannel-logout"
CODE = "logout-refused"
OLDEST_SECONDS = 120

Counted = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """Of one sign-in (`sid`), of a person (`sub`), or of both."""

    issuer: str
    jti: str
    sid: str | None
    sub: str | None


def logout_url(
    directory: Directory,
    provider: Provider,
    identity: Identity,
    *,
    state: str,
    post_logout_redirect_uri: str,
) -> str | None:
    """None when the provider offers none. Raises ProviderDown, SignInRefused.

    End the session BEFORE sending the browser there, and keep `state` with `Begun.keep_leaving`:
    the provider tells us behind our back before the browser is back.
    """
    endpoint = directory.metadata(provider).optional_url("end_session_endpoint")
    if endpoint is None:
        return None
    asked = {
        "id_token_hint": identity.id_token,
        "state": state,
        "post_logout_redirect_uri": post_logout_redirect_uri,
    }
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def logged_out(
    tokens: Tokens, provider: Provider, logout_token: object, counted: Counted
) -> LoggedOut:
    """`counted(issuer, jti)`: whether it was obeyed before. Raises as `Tokens`, and SessionsDown.

    End the sessions BEFORE `Begun.count`: a token that was counted and not obeyed is lost, for the
    provider that tells it again is refused.
    """
    claims = tokens.opened(provider, logout_token, code=CODE, types=("logout+jwt",))
    require(claims, ("iat", "jti"), CODE)
    if tokens.clock().timestamp() - claims["iat"] > OLDEST_SECONDS:
        raise SignInRefused(CODE, "iat")
    if "nonce" in claims:
        raise SignInRefused(CODE, "nonce")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise SignInRefused(CODE, "events")
    sid, sub = _text(claims, "sid"), _subject(provider, claims)
    if sid is None and sub is None:
        raise SignInRefused(CODE, "nobody")
    if counted(provider.issuer, claims["jti"]):
        raise SignInRefused(CODE, "replayed")
    return LoggedOut(provider.issuer, claims["jti"], sid, sub)


def _text(claims: Claims, name: str) -> str | None:
    value = claims.get(name)
    if value is None or (isinstance(value, str) and value):
        return value
    raise SignInRefused(CODE, name)


def _subject(provider: Provider, claims: Claims) -> str | None:
    """As identities name the person, where the token says as much as theirs did."""
    plain = _text(claims, "sub")
    try:
        return subject(provider, claims) if plain else None
    except SignInRefused:
        return plain
