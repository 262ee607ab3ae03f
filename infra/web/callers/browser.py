"""What a browser brings: the cookie of a session, and proof that a form of ours was sent."""

from urllib.parse import urlsplit

from flask import Response, g, request

from infra.sso.openid.tokens import equal
from infra.sso.sessions import Session
from infra.sso.store import digest
from infra.web.context import wiring
from infra.web.refusing.refusals import Refused

# `__Host-`: this host alone, over TLS (browsers count loopback as such), every path.
SESSION = "__Host-pacte"
BEGUN = "__Host-pacte-begun"
INVITED = "__Host-pacte-invited"
LINK = "__Host-pacte-link"
CODE = "__Host-pacte-code"
FORM = "__Host-pacte-form"
LONGEST = 200
BEGUN_SECONDS = 600
OURS = ("same-origin", "none")
FOREIGN = (
    "Cette demande ne vient pas d’une page ouverte de Pacte : revenez à l’accueil et recommencez."
)


def session() -> Session | None:
    """Looked for once in a request. Raises SessionsDown."""
    if "session" not in g:
        cookie = request.cookies.get(SESSION, "")
        g.session = wiring().door.sessions.find(cookie) if 0 < len(cookie) <= LONGEST else None
    found: Session | None = g.session
    return found


def give(response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Never readable by a script; sent along when a link leads here, not with foreign forms."""
    response.set_cookie(
        name, value, max_age=seconds, secure=True, httponly=True, samesite="Lax", path="/"
    )


def take_back(response: Response, name: str) -> None:
    response.delete_cookie(name, secure=True, httponly=True, samesite="Lax", path="/")


def must_come_from_here() -> None:
    """Raises Refused for a form that another site sent.

    Without a referrer browsers blank the origin: where they tell the site, that is believed.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site not in OURS:
        raise Refused("cross-site-request", FOREIGN)
    if (
        site is None
        and origin is not None
        and origin not in (_own_origin(), request.host_url.rstrip("/"))
    ):
        raise Refused("cross-site-request", FOREIGN)


def must_be_ours(held: Session, token: str) -> None:
    """Raises Refused unless the form holds the token of this very session."""
    must_come_from_here()
    if not equal(held.csrf, token):
        raise Refused("cross-site-request", FOREIGN)


def form_token(cookie: str) -> str:
    """Of forms before any session: what the page holds follows from a cookie of this host alone."""
    return digest("form", cookie)


def must_be_of_this_browser(token: str) -> None:
    """Raises Refused unless a page that this browser was given sent the form."""
    must_come_from_here()
    cookie = request.cookies.get(FORM, "")
    if not cookie or not equal(form_token(cookie), token):
        raise Refused("cross-site-request", FOREIGN)


def _own_origin() -> str:
    public = urlsplit(wiring().settings.url)
    return f"{public.scheme}://{public.netloc}"
