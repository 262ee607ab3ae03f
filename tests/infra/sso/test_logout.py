"""Sign-outs that a provider tells, and that nobody else can."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import redis

from infra.clock import now
from infra.sso.logout import LoggedOut, logged_out, logout_url
from infra.sso.openid.flow import Flow
from infra.sso.openid.pending import Begun
from infra.sso.openid.tokens import Tokens
from infra.sso.refusals import SignInRefused
from infra.sso.sessions import Sessions
from tests.infra.sso.forging import Claims, Forge, Forger
from tests.infra.sso.keys import IMPOSTOR, NEXT
from tests.infra.sso.living import BACK, CALLBACK, Browser, Local
from tests.infra.sso.test_tokens import From, late, unsigned

TYPE = "logout+jwt"


class Counted:
    """None yet; and which were asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def __call__(self, issuer: str, jti: str) -> bool:
        self.asked.append((issuer, jti))
        return False


def told(flow: Flow, forger: Forger, token: object, counted: Counted | None = None) -> LoggedOut:
    return logged_out(Tokens(flow.directory, now), forger.provider(), token, counted or Counted())


def changed(**changes: Any) -> Forge:
    def forge(forger: Forger, claims: Claims) -> str:
        whole = claims | {name: late(value) for name, value in changes.items()}
        whole = {name: value for name, value in whole.items() if value is not None}
        return forger.sign(whole, typ=TYPE)

    return forge


BAD: dict[str, tuple[Forge, str]] = {
    "alg none": (unsigned, "alg"),
    "other key, same kid": (lambda f, c: f.sign(c, IMPOSTOR, typ=TYPE), "bad_signature"),
    "unknown kid": (lambda f, c: f.sign(c, NEXT, typ=TYPE), "kid"),
    "typ of an identity token": (lambda f, c: f.sign(c, typ="JWT"), "typ"),
    "no typ": (lambda f, c: f.sign(c), "typ"),
    "wrong iss": (changed(iss="http://127.0.0.1:1"), "iss"),
    "wrong aud": (changed(aud="other"), "aud"),
    "old": (changed(iat=From(-125)), "iat"),
    "future iat": (changed(iat=From(3600)), "invalid_claim"),
    "no iat": (changed(iat=None), "iat"),
    "expired": (changed(exp=1), "expired_token"),
    "no jti": (changed(jti=None), "jti"),
    "jti is a list": (changed(jti=["a"]), "invalid_claim"),
    "no events": (changed(events=None), "events"),
    "another event": (changed(events={"http://exemple.test/event": {}}), "events"),
    "event is no object": (
        changed(events={"http://schemas.openid.net/event/backchannel-logout": True}),
        "events",
    ),
    "with a nonce": (changed(nonce="x"), "nonce"),
    "of nobody": (changed(sub=None, sid=None), "nobody"),
    "sid is a number": (changed(sid=7), "sid"),
    "an identity token": (lambda f, _c: f.sign(f.id_claims()), "typ"),
    "no token": (lambda _f, _c: "", "shape"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_logout_token_ends_nothing(flow: Flow, forger: Forger, name: str) -> None:
    forge, cause = BAD[name]
    counted = Counted()
    with pytest.raises(SignInRefused) as refused:
        told(flow, forger, forge(forger, forger.logout_claims()), counted)
    assert (refused.value.code, refused.value.cause) == ("logout-refused", cause)
    assert not counted.asked


def test_a_logout_token_names_a_sign_in_and_a_person(flow: Flow, forger: Forger) -> None:
    token = changed(jti="one")(forger, forger.logout_claims())
    assert told(flow, forger, token) == LoggedOut(forger.issuer, "one", "sid-1", "someone")
    only = changed(jti="two", sid=None)(forger, forger.logout_claims())
    assert told(flow, forger, only) == LoggedOut(forger.issuer, "two", None, "someone")


def test_a_logout_token_counts_once_it_was_obeyed(flow: Flow, forger: Forger, begun: Begun) -> None:
    token = changed(jti="the-same")(forger, forger.logout_claims())
    tokens = Tokens(flow.directory, now)
    for _ in range(2):
        out = logged_out(tokens, forger.provider(), token, begun.counted)
    begun.count(out.issuer, out.jti)
    with pytest.raises(SignInRefused) as refused:
        logged_out(tokens, forger.provider(), token, begun.counted)
    assert refused.value.cause == "replayed"


def test_the_provider_tells_before_the_browser_is_back(
    local: Local, flow: Flow, client: redis.Redis, begun: Begun
) -> None:
    """The trap of the order: the state of the sign-out outlives the session it ends."""
    sessions = Sessions(client, "pacte", now)
    with Browser() as browser:
        url, pending = flow.begin(local.provider, CALLBACK)
        identity = flow.finish(local.provider, pending, browser.sign_in(url, "48-agent"))
        sessions.begin(identity)
        elsewhere, _ = sessions.begin(identity)
        cookie = begun.keep_leaving("a-state-of-its-own")
        leaving = logout_url(
            flow.directory,
            local.provider,
            identity,
            state="a-state-of-its-own",
            post_logout_redirect_uri=BACK,
        )
        local.told.clear()
        assert leaving
        back = browser.visit(leaving)
        assert len(local.told) == 1
        out = logged_out(Tokens(flow.directory, now), local.provider, local.told[0], begun.counted)
        assert sessions.end_by(out.issuer, out.sid, out.sub) == 2
        assert sessions.find(elsewhere) is None
        assert back.headers["Location"].startswith(BACK)
        (state,) = parse_qs(urlsplit(back.headers["Location"]).query)["state"]
        assert begun.take_leaving(cookie, state)
        assert not begun.take_leaving(cookie, state)
        assert "Qui êtes-vous" in browser.visit(url).text


def test_without_a_hint_the_provider_asks_first(local: Local, flow: Flow) -> None:
    with Browser() as browser:
        url, _ = flow.begin(local.provider, CALLBACK)
        browser.sign_in(url, "48-agent")
        local.told.clear()
        end = f"{local.issuer}/session/end"
        assert "Se déconnecter\N{NARROW NO-BREAK SPACE}?" in browser.visit(end).text
        assert not local.told
        assert browser.visit(url).status_code == 302
        assert "Vous êtes déconnecté" in browser.post(end, timeout=5).text
        assert len(local.told) == 1
        assert re.search("Qui êtes-vous", browser.visit(url).text)


def test_a_provider_that_ends_no_session(flow: Flow, forger: Forger, local: Local) -> None:
    with Browser() as browser:
        url, pending = flow.begin(local.provider, CALLBACK)
        identity = flow.finish(local.provider, pending, browser.sign_in(url, "48-agent"))
    forger.metadata = {"end_session_endpoint": None}
    assert (
        logout_url(
            flow.directory, forger.provider(), identity, state="x", post_logout_redirect_uri=BACK
        )
        is None
    )
