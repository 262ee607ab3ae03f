"""In which role, for which organization, in which territory: people choose, and may change."""

from uuid import UUID

from flask import Blueprint, Response, request

from domain.registry.organization import Organization
from infra.access.admission import spaces_of
from infra.sso.sessions import Session
from infra.web.context import wiring
from infra.web.pages.frame import page, sees_signatures
from infra.web.pages.ways import START, local, person, to, with_next
from infra.web.refusing.refusals import Refused
from services.access.callers import Space

pages = Blueprint("page_spaces", __name__)
FORBIDDEN = 403


@pages.get("/espaces")
def choose() -> Response:
    """Whom nobody invited is told who was seen and whom to ask."""
    held = person()
    target = local(request.args.get("next"))
    found = spaces_of(wiring(), held.identity, wiring().clock())
    if not found:
        return page("refus.html", FORBIDDEN, identity=held.identity)
    return page(
        "espaces.html",
        found=[(one, _organization(one)) for one in found],
        target=target,
        wanted=_wanted(target),
    )


@pages.post("/espaces")
def chosen() -> Response:
    held = person()
    one = _among(held, request.form.get("tenant", ""), request.form.get("grant", ""))
    if wiring().door.sessions.choose(held, one.tenant, one.person_id, one.grant_id) is None:
        return to("/connexion")
    target = local(request.form.get("next"))
    return to(target if _leads_into(target, one) else home_of(one))


def settled(held: Session, target: str) -> str:
    """Where to go after the sign-in: into the only space that fits, else to the choice."""
    found = spaces_of(wiring(), held.identity, wiring().clock())
    fitting = [one for one in found if _wanted(target) in (None, one.tenant)]
    if len(fitting) != 1 or target == "/invitation":
        return target if target == "/invitation" else with_next(START, target)
    [one] = fitting
    wiring().door.sessions.choose(held, one.tenant, one.person_id, one.grant_id)
    return target if _leads_into(target, one) else home_of(one)


def home_of(space: Space) -> str:
    """Until the rest of the application stands: what is to be signed, or the account."""
    signs = sees_signatures(space.tenant, space.role)
    return f"/t/{space.tenant}/a-signer" if signs else "/compte"


def _among(held: Session, tenant: str, grant: str) -> Space:
    """Raises Refused: what a form says is believed only if it is theirs."""
    for one in spaces_of(wiring(), held.identity, wiring().clock()):
        if (one.tenant, str(one.grant_id)) == (tenant, grant):
            return one
    raise Refused("space-not-yours", "Cet espace n’est pas, ou n’est plus, le vôtre.")


def _wanted(target: str) -> str | None:
    """The tenant that the page asked for stands in."""
    parts = target.split("/")
    return parts[2].upper() if target.startswith("/t/") else None


def _leads_into(target: str, space: Space) -> bool:
    return _wanted(target) in (None, space.tenant) and target != "/espaces"


def _organization(space: Space) -> str | None:
    return organization_name(space.tenant, space.organization_id)


def organization_name(tenant: str, organization_id: UUID | None) -> str | None:
    """From the log: a name stands there as it was registered."""
    if organization_id is None:
        return None
    return wiring().pactes(tenant).load(Organization, organization_id).legal_name
