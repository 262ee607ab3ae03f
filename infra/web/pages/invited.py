"""From the link of an invitation to a membership; a GET shows, only the form accepts."""

from flask import Blueprint, Response, g, request

from domain.envelope import ProvenanceKind
from infra.access.accepting import Invitation, accept, invitation, named_by
from infra.store.connections.names import PLATFORM
from infra.web.callers import browser
from infra.web.commands import asking
from infra.web.context import wiring
from infra.web.pages.frame import page
from infra.web.pages.ways import person, to

pages = Blueprint("page_invited", __name__)
MINUTES = 30 * 60


@pages.get("/invitation/<code>/<token>")
def open_link(code: str, token: str) -> Response:
    """The secret leaves the address at once: it would stay in histories and logs."""
    answer = to("/invitation")
    tenant = PLATFORM if code == PLATFORM else code.upper()
    browser.give(answer, browser.INVITED, f"{tenant}.{token}", MINUTES)
    return answer


@pages.get("/invitation")
def show() -> Response:
    held = person()
    found, _ = _invitation()
    return page("invitation.html", found=found, identity=held.identity)


@pages.post("/invitation")
def accepted() -> Response:
    held = person()
    found, token = _invitation()
    receipt = accept(
        wiring(), found, token, held.identity, lambda who: asking(who, ProvenanceKind.UI)
    )
    g.position = receipt.position
    answer = to("/espaces")
    browser.take_back(answer, browser.INVITED)
    return answer


def _invitation() -> tuple[Invitation, str]:
    """Raises InvitationGone."""
    tenant, token = named_by(request.cookies.get(browser.INVITED, ""))
    return invitation(wiring(), tenant, token, wiring().clock()), token
