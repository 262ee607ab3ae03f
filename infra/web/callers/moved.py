"""What is asked of a tenant that left for another host: 410, with its new address (RFC 9110)."""

import re
from urllib.parse import quote

import structlog
from eventsourcing.persistence import PersistenceError
from flask import Flask, request

from infra.web.context import wiring

# Of the API and of the pages: whatever stands in the place of the code.
PLACES = re.compile(r"/+(?:api/v1/+tenants|t|invitation)/+([^/]+)")
SAME_THERE = ("/api/", "/t/")

log = structlog.get_logger(__name__)


class Moved(Exception):
    """`host`: its address now. `there`: of what was asked for, where it stands at the new host."""

    def __init__(self, host: str, path: str) -> None:
        super().__init__(host)
        self.host = host
        self.there = host + (quote(path) if path.startswith(SAME_THERE) else "/")


def install(app: Flask) -> None:
    """Before anybody is asked who they are: nobody can be recognised there any more."""
    app.before_request(refuse)


def refuse() -> None:
    """Raises Moved."""
    found = PLACES.match(request.path)
    if found and (host := _host(found[1].upper())):
        raise Moved(host, request.path)


def _host(code: str) -> str | None:
    """Without the database nobody is known to have left: whatever asks next says so."""
    try:
        left = wiring().gone.by_name()
    except PersistenceError as error:
        log.warning("moved tenants unknown", cause=type(error).__name__)
        return None
    return next((tenant.moved_to for tenant in left if tenant.code == code), None)
