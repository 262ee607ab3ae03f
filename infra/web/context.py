"""What every request can reach: the wiring, its correlation id, its caller."""

from uuid import UUID

from flask import current_app, g

from infra.wiring import Wiring


def wiring() -> Wiring:
    found: Wiring = current_app.extensions["wiring"]
    return found


def correlation_id() -> UUID:
    found: UUID = g.correlation_id
    return found
