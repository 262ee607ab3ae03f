"""Signing in at a provider and coming back; signing out here, there, or behind our back."""

import secrets

import structlog
from flask import Blueprint, Response, request

from domain.sso.provider import IdentityProvider
from infra.sso import paths
from infra.sso.logout import logged_out, logout_url
from infra.sso.openid.flow import Pending
from infra.sso.openid.pending import Begun
from infra.sso.providers.configured import provider_of
from infra.sso.refusals import ProviderDown, SignInRefused
from infra.sso.sessions import Session
from infra.web import limits
from infra.web.callers import browser
from infra.web.callers.opening import pseudonym, session_for
from infra.web.context import wiring
from infra.web.pages.frame import page
from infra.web.pages.spaces import settled
from infra.web.pages.ways import local, person, to
from infra.web.refusing.refusals import Refused

pages = Blueprint("page_arriving", __name__)
log = structlog.get_logger("sign-in")


@pages.get("/")
def start() -> Response:
    return to("/espaces" if browser.session() else "/connexion")


@pages.get("/connexion")
def sign_in() -> Response:
    """Every provider in use: which one knows a person, only the person can say."""
    target = local(request.args.get("next"))
    door = wiring().door
    return page(
        "connexion.html",
        providers=door.listed.by_name(),
        by_mail=door.post.serves and door.by_mail.by_name(),
        target=target,
    )


@pages.get("/auth/<slug>/begin")
def begin(slug: str) -> Response:
    """To the provider. Nothing is changed here but what this browser has begun."""
    configured = _configured(slug)
    fresh = request.args.get("confirm") == "1"
    if fresh:
        person()
    target = local(request.args.get("next"))
    url, pending = wiring().door.flow.begin(
        provider_of(configured),
        paths.callback(wiring().settings.url, slug),
        prompt_login=fresh,
        target=target,
    )
    answer = to(url)
    cookie = _begun().keep(pending, request.cookies.get(browser.BEGUN))
    browser.give(answer, browser.BEGUN, cookie, browser.BEGUN_SECONDS)
    return answer


@pages.get("/auth/<slug>/callback")
def come_back(slug: str) -> Response:
    """A new session under a new name; after a confirmation, in the same space."""
    configured = _configured(slug)
    given = request.args.to_dict()
    try:
        pending = _taken(given.get("state", ""))
        identity = wiring().door.flow.finish(provider_of(configured), pending, given)
        limits.by_account(limits.SIGN_IN, *limits.of_identity(identity))
        cookie, held = session_for(identity, confirmed=pending.step_up)
    except SignInRefused as refusal:
        log.warning("sign-in refused", provider=slug, code=refusal.code, cause=refusal.cause)
        raise
    log.info("signed in", provider=slug, who=pseudonym(identity), confirmed=pending.step_up)
    answer = to(pending.target if pending.step_up else settled(held, pending.target))
    browser.give(answer, browser.SESSION, cookie)
    return answer


@pages.post("/deconnexion")
def sign_out() -> Response:
    """Here first: the provider tells us behind our back before the browser has come back."""
    held = person()
    wiring().door.sessions.end(held)
    log.info("signed out", provider=held.identity.provider, who=pseudonym(held.identity))
    answer = _leaving(held)
    browser.take_back(answer, browser.SESSION)
    return answer


@pages.get("/auth/logged-out")
def signed_out() -> Response:
    state = request.args.get("state", "")
    known = _begun().take_leaving(request.cookies.get(browser.BEGUN), state)
    return page("deconnecte.html", there=known)


@pages.post("/auth/<slug>/backchannel-logout")
def told_behind_our_back(slug: str) -> Response:
    """OpenID Connect Back-Channel Logout 1.0: 400 for a token that does not hold."""
    provider = provider_of(_configured(slug))
    door = wiring().door
    try:
        given = request.form.get("logout_token")
        told = logged_out(door.tokens, provider, given, door.begun.counted)
    except SignInRefused as refusal:
        log.warning("sign-out refused", provider=slug, cause=refusal.cause)
        raise Refused("malformed-request", refusal.sentence) from refusal
    ended = door.sessions.end_by(told.issuer, told.sid, told.sub)
    door.begun.count(told.issuer, told.jti)
    log.info("signed out by the provider", provider=slug, ended=ended)
    return Response(status=200)


def _configured(slug: str) -> IdentityProvider:
    found = wiring().door.provider(slug)
    if found is None:
        raise Refused("unknown-address", "Ce service d’identité n’est pas connu ici.")
    return found


def _taken(state: str) -> Pending:
    pending = _begun().take(request.cookies.get(browser.BEGUN), state)
    if pending is None:
        raise SignInRefused("answer-forged", "unknown")
    return pending


def _leaving(held: Session) -> Response:
    """To the provider, if it can be told; else our own page says that its session goes on."""
    by_mail = held.identity.by_mail
    configured = None if by_mail else wiring().door.provider(held.identity.provider)
    home = wiring().settings.url
    try:
        if configured:
            cookie = request.cookies.get(browser.BEGUN)
            state = secrets.token_urlsafe(32)
            url = logout_url(
                wiring().door.directory,
                provider_of(configured),
                held.identity,
                state=state,
                post_logout_redirect_uri=paths.logged_out(home),
            )
            if url:
                answer = to(url)
                kept = _begun().keep_leaving(state, cookie)
                browser.give(answer, browser.BEGUN, kept, browser.BEGUN_SECONDS)
                return answer
    except (ProviderDown, SignInRefused) as error:
        log.warning("provider not told", provider=held.identity.provider, cause=error.cause)
    return to("/auth/logged-out")


def _begun() -> Begun:
    return wiring().door.begun
