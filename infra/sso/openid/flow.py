"""A sign-in, from the address people are sent to until their identity is known."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from authlib.integrations.requests_client import OAuth2Session

from infra.sso.identity import Identity, seen, subject
from infra.sso.openid.exchange import exchanged
from infra.sso.openid.metadata import Directory
from infra.sso.openid.tokens import LEEWAY_SECONDS, Tokens, equal
from infra.sso.openid.userinfo import userinfo
from infra.sso.providers.provider import Provider
from infra.sso.providers.secrets import Secrets
from infra.sso.refusals import ProviderDown, SignInRefused

RANDOM_BYTES = 32
PENDING = timedelta(minutes=10)
# What providers answer instead of a code; any other word is a refusal without a reason.
ANSWERS = {
    "access_denied": "sign-in-cancelled",
    "login_required": "login-required",
    "interaction_required": "login-required",
}
DOWN = ("server_error", "temporarily_unavailable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Kept by the server until the provider answers; a browser holds none of it but `state`."""

    slug: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str
    target: str
    step_up: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Flow:
    directory: Directory
    secrets: Secrets
    clock: Callable[[], datetime]

    def begin(
        self,
        provider: Provider,
        redirect_uri: str,
        *,
        prompt_login: bool = False,
        login_hint: str | None = None,
        target: str = "/",
    ) -> tuple[str, Pending]:
        """`target` is where people wanted to go. Raises ProviderDown, SignInRefused."""
        endpoint = self.directory.metadata(provider).url("authorization_endpoint")
        pending = Pending(
            slug=provider.slug,
            state=secrets.token_urlsafe(RANDOM_BYTES),
            nonce=secrets.token_urlsafe(RANDOM_BYTES),
            verifier=secrets.token_urlsafe(RANDOM_BYTES),
            redirect_uri=redirect_uri,
            target=target,
            step_up=prompt_login,
            created_at=self.clock(),
        )
        return _authorize_url(provider, endpoint, pending, login_hint), pending

    def finish(self, provider: Provider, pending: Pending, args: Mapping[str, str]) -> Identity:
        """Raises SignInRefused, ProviderDown. A `pending` must never be handed in twice."""
        self._check_answer(provider, pending, args)
        secret = self.secrets.read(provider.client_ref)
        metadata = self.directory.metadata(provider)
        try:
            answer = exchanged(provider, metadata, secret, pending, args["code"])
            tokens = Tokens(self.directory, self.clock)
            claims = tokens.id_claims(provider, answer["id_token"], pending.nonce)
            auth_time = tokens.moment(claims.get("auth_time"), "token-refused")
            if pending.step_up:
                _check_fresh(pending, auth_time)
            told = userinfo(provider, metadata, tokens, answer["access_token"], claims["sub"])
        except ProviderDown:
            self.directory.down(provider)
            raise
        return _identity(provider, claims, told, auth_time, answer["id_token"])

    def _check_answer(self, provider: Provider, pending: Pending, args: Mapping[str, str]) -> None:
        if pending.slug != provider.slug or not equal(args.get("state", ""), pending.state):
            raise SignInRefused("answer-forged", "state")
        leeway = timedelta(seconds=LEEWAY_SECONDS)
        if not -leeway <= self.clock() - pending.created_at <= PENDING:
            raise SignInRefused("answer-too-late")
        self._check_issuer(provider, args.get("iss"))
        if "error" in args:
            if args["error"] in DOWN:
                raise ProviderDown(provider.slug, args["error"])
            raise SignInRefused(ANSWERS.get(args["error"], "provider-refused"), "error")
        if not args.get("code"):
            raise SignInRefused("provider-refused", "no-code")

    def _check_issuer(self, provider: Provider, given: str | None) -> None:
        """RFC 9207: a code of one provider is never shown to another."""
        required = self.directory.metadata(provider).names_itself
        if given != provider.issuer and (required or given is not None):
            raise SignInRefused("issuer-mixed-up", "iss")


def _authorize_url(
    provider: Provider, endpoint: str, pending: Pending, login_hint: str | None
) -> str:
    """ProConnect refuses parameters it does not know: nothing that is not of the standard."""
    extra = {"prompt": "login"} if pending.step_up else {}
    if login_hint:
        extra["login_hint"] = login_hint
    client = OAuth2Session(
        client_id=provider.client_id,
        scope=" ".join(provider.scopes),
        redirect_uri=pending.redirect_uri,
        code_challenge_method="S256",
    )
    url, _ = client.create_authorization_url(
        endpoint,
        state=pending.state,
        code_verifier=pending.verifier,
        nonce=pending.nonce,
        claims=json.dumps({"id_token": _asked(provider)}, separators=(",", ":")),
        **extra,
    )
    return str(url)


def _asked(provider: Provider) -> dict[str, Any]:
    asked: dict[str, Any] = {"auth_time": {"essential": True}}
    if provider.acr_values:
        asked["acr"] = {"essential": True, "values": list(provider.acr_values)}
    return asked


def _check_fresh(pending: Pending, auth_time: datetime | None) -> None:
    oldest = pending.created_at - timedelta(seconds=LEEWAY_SECONDS)
    if auth_time is None or auth_time < oldest:
        raise SignInRefused("not-fresh", "auth_time")


def _identity(
    provider: Provider,
    claims: dict[str, Any],
    told: dict[str, Any],
    auth_time: datetime | None,
    id_token: str,
) -> Identity:
    acr, sid = claims.get("acr"), claims.get("sid")
    return Identity(
        issuer=provider.issuer,
        sub=subject(provider, claims),
        provider=provider.slug,
        acr=acr if isinstance(acr, str) else None,
        auth_time=auth_time,
        sid=sid if isinstance(sid, str) and sid else None,
        claims=seen(provider, told | claims),
        id_token=id_token,
    )
