"""Who is asking: a bearer token or a session, a caller, a tenant that is theirs to enter."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from hashlib import sha256

from flask import Flask, current_app, g, request
from structlog.contextvars import bind_contextvars

from infra.access.admission import caller_in, looking_into
from infra.settings import SettingRefused, Settings
from infra.web import limits
from infra.web.callers import bearers, browser
from infra.web.callers.bearers import Authenticate
from infra.web.context import wiring
from infra.web.refusing.refusals import Refused
from services.ask import Caller

# By the tenant that the address names.
Machines = Callable[[str | None], Authenticate]

OPEN = frozenset(("api-docs.openapi_json",))
API = "/api/v1/"
TENANT = re.compile(r"/+api/v1/+tenants/+([^/]+)")
READING = ("GET", "HEAD", "OPTIONS")


def install(app: Flask, authenticate: Authenticate, machines: Machines) -> None:
    app.extensions["authenticate"] = authenticate
    app.extensions["machines"] = machines
    app.before_request(enter)


def enter() -> None:
    """Raises Refused. The tenant of the address must be the caller's: a guess learns nothing.

    Asked before anything else of the request is looked at, even whether there is such an address.
    """
    if not request.path.startswith(API) or request.endpoint in OPEN:
        return
    wanted = _tenant_named()
    found = _caller(wanted)
    if wanted is not None and wanted != found.tenant:
        found = looked_into(found, wanted)
    g.caller = found
    bind_contextvars(tenant=found.tenant)


def looked_into(found: Caller, code: str) -> Caller:
    """Raises Refused, alike for a tenant that is not theirs and for one that does not exist."""
    looking = looking_into(wiring(), found, code, wiring().clock())
    if looking is None:
        raise Refused("unknown-tenant", "Ce département n’existe pas ici.")
    return looking


def caller() -> Caller:
    found: Caller = g.caller
    return found


def demo_tokens(settings: Settings, callers: Mapping[str, Caller]) -> Authenticate:
    """Raises SettingRefused unless this is a demo that only this machine can reach."""
    if not settings.demo or not loopback(settings.host):
        raise SettingRefused(
            "Les jetons de démonstration exigent PACTE_DEMO=1 et une adresse locale (127.0.0.1)."
        )
    # Looked up by digest: comparing secrets one character after the other tells them.
    known = {_digest(token): who for token, who in callers.items()}
    return lambda token: known.get(_digest(token))


def loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _tenant_named() -> str | None:
    found = TENANT.match(request.path)
    return found[1].upper() if found else None


def _caller(code: str | None) -> Caller:
    """Raises Refused, or TooMany."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        found = _bearer(token, code)
        if found is None:
            _failed(token)
    else:
        found = None if scheme else _person()
    if found is None:
        raise Refused("authentication-required", "Présentez un jeton d’accès valable.")
    return found


def _bearer(token: str, code: str | None) -> Caller | None:
    """Raises TooMany, before any work, where too many wrong ones came from: right ones wait too."""
    authenticate: Authenticate = current_app.extensions["authenticate"]
    machines: Machines = current_app.extensions["machines"]
    if found := authenticate(token):
        return found
    limits.still_by_address(limits.TOKEN)
    return machines(code)(token)


def _failed(token: str) -> None:
    """Raises TooMany."""
    limits.by_address(limits.TOKEN)
    if account := bearers.account_of(token):
        limits.by_account(limits.TOKEN, *account)


def _person() -> Caller | None:
    """By the cookie: what is written needs the token of the session too."""
    session = browser.session()
    if session is None:
        return None
    if request.method not in READING:
        browser.must_be_ours(session, request.headers.get("X-CSRF-Token", ""))
    return caller_in(wiring(), session, wiring().clock())


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogateescape")).digest()
