"""How often one address and one account may try what could be guessed, or flooded."""

import ipaddress
from collections.abc import Mapping
from typing import NamedTuple

import structlog
from flask import Flask, current_app, g, request

from infra.counters import Limit
from infra.sso.identity import Identity
from infra.web.callers import browser
from infra.web.context import wiring

log = structlog.get_logger("limits")


class Limits(NamedTuple):
    """Whole offices share one address; an account is one person, or one machine."""

    address: Limit
    account: Limit


SIGN_IN = "sign-in"
INVITATION = "invitation"
TOKEN = "token"  # noqa: S105 - what is tried, not a secret
SIGNATURE = "signature"
MAIL_LINK = "mail-link"
MAIL_CODE = "mail-code"
MAIL_TRY = "mail-try"
LIMITS: Mapping[str, Limits] = {
    SIGN_IN: Limits(Limit(240, 60), Limit(20, 60)),
    INVITATION: Limits(Limit(60, 600), Limit(30, 600)),
    TOKEN: Limits(Limit(120, 60), Limit(20, 60)),
    SIGNATURE: Limits(Limit(600, 60), Limit(30, 60)),
    # Each sends a mail. Of a million codes at most thirty are tried on somebody within an hour.
    MAIL_LINK: Limits(Limit(30, 600), Limit(5, 3600)),
    MAIL_CODE: Limits(Limit(60, 600), Limit(12, 3600)),
    MAIL_TRY: Limits(Limit(120, 600), Limit(30, 3600)),
}
# By endpoint; tokens are counted where they fail, accounts of a sign-in where they are known.
COUNTED = {
    "page_arriving.begin": SIGN_IN,
    "page_arriving.come_back": SIGN_IN,
    "page_invited.open_link": INVITATION,
    "page_invited.show": INVITATION,
    "page_invited.accepted": INVITATION,
    "page_link.asked": MAIL_LINK,
    "page_link.follow": INVITATION,
    "page_code.offer": INVITATION,
    "page_code.send": MAIL_CODE,
    "page_code.verify": MAIL_TRY,
    "page_signing.sign": SIGNATURE,
    "page_signing.refuse": SIGNATURE,
    "signing.sign": SIGNATURE,
    "signing.refuse_signature": SIGNATURE,
}
# An IPv6 host has more addresses of its own than anybody could count.
NETWORK = 64


class TooMany(Exception):
    """Tried too often; it may be tried again in so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def install(app: Flask) -> None:
    app.extensions["limits"] = dict(LIMITS)
    app.before_request(count)


def count() -> None:
    """Raises TooMany."""
    what = COUNTED.get(request.endpoint or "")
    if what is None or request.method == "OPTIONS":
        return
    by_address(what)
    if account := _account():
        by_account(what, *account)


def by_address(what: str) -> None:
    """Raises TooMany."""
    _tried(_limits(what).address, what, "address", _address())


def still_by_address(what: str) -> None:
    """Before any work, for what is counted when it fails. Raises TooMany."""
    limit = _limits(what).address
    _refused_for(wiring().counters.used_up(limit, what, "address", _address()), what, "address")


def by_account(what: str, *account: str) -> None:
    """Raises TooMany."""
    _tried(_limits(what).account, what, "account", *account)


def of_identity(identity: Identity) -> tuple[str, str]:
    return identity.issuer, identity.sub


def _account() -> tuple[str, ...] | None:
    """Of the caller, or of the session while nobody has entered a space."""
    caller = g.get("caller")
    if caller is not None:
        return caller.tenant, str(caller.person_id)
    held = browser.session() if request.cookies.get(browser.SESSION) else None
    return of_identity(held.identity) if held else None


def _limits(what: str) -> Limits:
    found: Limits = current_app.extensions["limits"][what]
    return found


def _tried(limit: Limit, *who: str) -> None:
    _refused_for(wiring().counters.tried(limit, *who), *who[:2])


def _refused_for(seconds: int, what: str, by: str) -> None:
    if seconds:
        log.warning("too many tries", what=what, by=by)
        raise TooMany(seconds)


def _address() -> str:
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, NETWORK), strict=False))
    return str(address)
