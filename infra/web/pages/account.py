"""Who I am here, as seen by my provider, and where else I am signed in."""

from flask import Blueprint, Response, g

from infra.access.admission import caller_in
from infra.web.context import wiring
from infra.web.pages.frame import page
from infra.web.pages.spaces import organization_name
from infra.web.pages.ways import person, to

pages = Blueprint("page_account", __name__)


@pages.get("/compte")
def mine() -> Response:
    held = person()
    caller = caller_in(wiring(), held, wiring().clock())
    identity = held.identity
    g.space = caller
    return page(
        "compte.html",
        identity=identity,
        caller=caller,
        organization=organization_name(caller.tenant, caller.organization_id) if caller else None,
        provider=wiring().door.provider(identity.provider),
        sessions=wiring().door.sessions.of(identity.issuer, identity.sub),
    )


@pages.post("/compte/sessions/<public_id>/fin")
def end_one(public_id: str) -> Response:
    """A lost phone, a screen left open: ended from elsewhere."""
    held = person()
    wiring().door.sessions.end_one(held.identity.issuer, held.identity.sub, public_id)
    return to("/compte")
