"""A link that leads a member to the code: whoever asks for it learns nothing of an address."""

from collections.abc import Iterator

from flask import Blueprint, Response, request

from infra.access.mailed import of_address
from infra.sso.mailed import letters
from infra.sso.mailed.links import SECONDS, Link
from infra.web import limits
from infra.web.callers import browser
from infra.web.context import wiring
from infra.web.pages.frame import page
from infra.web.pages.mailed.form import form, later
from infra.web.pages.ways import local, to
from infra.wiring import Wiring
from workers.notify.mail import Mail

pages = Blueprint("page_link", __name__)
LONGEST_ADDRESS = 254


@pages.get("/connexion/lien")
def ask() -> Response:
    target = local(request.args.get("next"))
    return form("lien.html", tenants=wiring().door.by_mail.by_name(), target=target)


@pages.post("/connexion/lien")
def asked() -> Response:
    """The address is looked up after the answer, which is the same for all of them."""
    here = wiring()
    tenant = request.form.get("tenant", "").upper()
    address = request.form.get("email", "").strip()[:LONGEST_ADDRESS]
    target = local(request.form.get("next"))
    limits.by_account(limits.MAIL_LINK, here.door.codes.keyed(tenant, address.casefold()))
    if here.door.post.serves and tenant in {one.code for one in here.door.by_mail.by_name()}:
        later(lambda: _links(here, tenant, address, target))
    return to("/connexion/lien/demande")


@pages.get("/connexion/lien/demande")
def sent() -> Response:
    return page("lien_demande.html")


@pages.get("/connexion/lien/<token>")
def follow(token: str) -> Response:
    """The secret leaves the address at once; only the form of the next page acts."""
    answer = to("/connexion/code")
    browser.give(answer, browser.LINK, token[: browser.LONGEST], SECONDS)
    return answer


def _links(here: Wiring, tenant: str, address: str, target: str) -> Iterator[Mail]:
    for one in of_address(here, tenant, address):
        link = Link(tenant=tenant, person_id=one.to.person_id, target=target)
        letter = letters.link(one.to, here.door.links.mint(link))
        yield letters.mail(one.to, letter, here.settings.url, here.clock())
