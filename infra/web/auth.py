"""Who is asking: a bearer token, a caller, a tenant that is the caller's own."""

import ipaddress
from collections.abc import Callable, Mapping
from hashlib import sha256

from flask import Flask, current_app, g, request
from structlog.contextvars import bind_contextvars

from infra.settings import SettingRefused, Settings
from infra.web.refusals import Refused
from services.ask import Caller

Authenticate = Callable[[str], Caller | None]

OPEN = frozenset(("api-docs.openapi_json",))
API = "/api/v1/"


def install(app: Flask, authenticate: Authenticate) -> None:
    app.extensions["authenticate"] = authenticate
    app.before_request(enter)


def enter() -> None:
    """Raises Refused. The tenant of the address must be the caller's: a guess learns nothing."""
    if not request.path.startswith(API) or request.routing_exception or request.endpoint in OPEN:
        return
    g.caller = caller = _caller()
    code = (request.view_args or {}).get("code")
    if code is not None and code.upper() != caller.tenant:
        raise Refused("unknown-tenant", "Ce département n’existe pas ici.")
    bind_contextvars(tenant=caller.tenant)


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


def _caller() -> Caller:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    authenticate: Authenticate = current_app.extensions["authenticate"]
    found = authenticate(token) if scheme.lower() == "bearer" and token else None
    if found is None:
        raise Refused("authentication-required", "Présentez un jeton d’accès valable.")
    return found


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogateescape")).digest()
