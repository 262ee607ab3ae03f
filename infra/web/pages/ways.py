"""Where a page sends people on: addresses of ours alone, and the doors before a space."""

import re
from urllib.parse import urlencode

from flask import Response, g, redirect, request
from structlog.contextvars import bind_contextvars
from werkzeug.exceptions import HTTPException

from infra.access.admission import caller_in
from infra.sso.identity import Identity
from infra.sso.sessions import Session
from infra.store.connections.names import PLATFORM
from infra.web.callers import browser
from infra.web.callers.auth import caller, looked_into
from infra.web.context import wiring
from services.ask import Caller

SEE_OTHER = 303
START = "/espaces"
# Pages of ours, and what was asked of them: no host, no scheme, nothing that a browser would read
# as one.
LOCAL = re.compile(
    r"/(?:espaces|compte|invitation|t/[A-Za-z0-9]{2,8}/[a-z0-9/-]{1,120}"
    r"(?:\?[A-Za-z0-9=&:.+%_-]{1,240})?)"
)


class Elsewhere(HTTPException):
    """The answer is another page. `forget`: a cookie that led to nothing."""

    code = SEE_OTHER

    def __init__(self, url: str, forget: str | None = None) -> None:
        answer = to(url)
        if forget:
            browser.take_back(answer, forget)
        super().__init__(response=answer)


def to(url: str) -> Response:
    answer = redirect(url, SEE_OTHER)
    answer.headers["Cache-Control"] = "no-store"
    return Response(answer.get_data(), answer.status_code, answer.headers)


def local(target: str | None, otherwise: str = START) -> str:
    """The target, if it is a page of ours; else the choice of spaces."""
    return target if target and LOCAL.fullmatch(target) else otherwise


def with_next(path: str, target: str) -> str:
    return f"{path}?{urlencode({'next': target})}"


def confirming(identity: Identity) -> str:
    """The page where somebody proves once more who they are, as they did before."""
    return "/connexion/code" if identity.by_mail else f"/auth/{identity.provider}/begin"


def person() -> Session:
    """Who is signed in. Raises Elsewhere: to the sign-in, and back here afterwards."""
    held = browser.session()
    if held is None:
        raise Elsewhere(with_next("/connexion", _here()))
    return held


def entered(code: str) -> Caller:
    """The caller in a space of that tenant. Raises Elsewhere: to the choice among their spaces.

    A tenant where they have none looks like one that does not exist.
    """
    held = person()
    found = caller_in(wiring(), held, wiring().clock())
    if found is None or found.tenant != code.upper():
        raise Elsewhere(with_next(START, _here()))
    g.caller = g.space = found
    bind_contextvars(tenant=found.tenant)
    return found


def looking(code: str) -> Caller:
    """The same, for somebody of the State’s centre too: they look in from above.

    Raises Refused, alike for a tenant that they may not see and for one that is not there.
    """
    found = caller_in(wiring(), person(), wiring().clock())
    if found is None or found.tenant != PLATFORM:
        return entered(code)
    g.space, g.caller = found, looked_into(found, code.upper())
    bind_contextvars(tenant=code.upper())
    return caller()


def _here() -> str:
    """After a form that was refused people come back to its page."""
    if request.method == "GET":
        return local(request.full_path.removesuffix("?"), local(request.path))
    return local(request.form.get("page"))
