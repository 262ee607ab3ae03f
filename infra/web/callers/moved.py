"""What is asked of a tenant that left for another host: 410, with its new address (RFC 9110)."""

import re
from dataclasses import dataclass, field
from time import monotonic

import structlog
from eventsourcing.persistence import PersistenceError
from flask import Flask, current_app, request

from infra.tenants.moving.gone import gone
from infra.wiring import Wiring

KEPT_SECONDS = 2.0
# Of the API and of the pages: whatever stands in the place of the code.
PLACES = re.compile(r"/+(?:api/v1/+tenants|t|invitation)/+([^/]+)")
SAME_THERE = ("/api/", "/t/")

log = structlog.get_logger(__name__)


class Moved(Exception):
    """`host`: its address now. `there`: of what was asked for, where it stands at the new host."""

    def __init__(self, code: str, host: str, path: str) -> None:
        super().__init__(code)
        self.host = host
        self.there = host + path if path.startswith(SAME_THERE) else f"{host}/"


@dataclass(slots=True)
class Addresses:
    """By code. Looked up every other second at most, so that strangers cost no look each."""

    wiring: Wiring
    _until: float = 0.0
    _known: dict[str, str] = field(default_factory=dict)

    def of(self, code: str) -> str | None:
        if monotonic() >= self._until:
            self._until = monotonic() + KEPT_SECONDS
            self._look()
        return self._known.get(code)

    def _look(self) -> None:
        """Without the database what was known stays known."""
        try:
            self._known = {each.code: str(each.moved_to) for each in gone(self.wiring)}
        except PersistenceError as error:
            log.warning("moved tenants unknown", cause=type(error).__name__)


def install(app: Flask) -> None:
    """Before anybody is asked who they are: nobody can be recognised there any more."""
    app.extensions["moved"] = Addresses(app.extensions["wiring"])
    app.before_request(refuse)


def refuse() -> None:
    """Raises Moved."""
    found = PLACES.match(request.path)
    if found is None:
        return
    addresses: Addresses = current_app.extensions["moved"]
    code = found[1].upper()
    if host := addresses.of(code):
        raise Moved(code, host, request.path)
