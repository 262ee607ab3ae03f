"""Comparaison: what differs between two contents, who made it differ, and what else to compare."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from domain.comparison.money import placed
from infra.web.asked.parsing import StrictParser
from infra.web.callers.auth import caller
from infra.web.comparing.across import across
from infra.web.comparing.drawing import beside_of
from infra.web.comparing.instants import settled
from infra.web.pages.frame import page
from infra.web.pages.ways import looking
from infra.web.reads import Read, sought
from infra.web.schemas.asked import comparison as asked_comparison
from projections.comparison.compared import Compared, Held
from projections.comparison.said.headline import ACTS
from projections.comparison.said.paper import paper
from projections.queries.comparable import COMPARABLE, COMPARABLE_EXERCICES, Comparable

pages = Blueprint("page_comparing", __name__)
ONE = "/t/<code>/conventions/<uuid:convention_id>/comparaison"
STATES = Read(query=COMPARABLE, settle=settled)
EXERCICES = Read(query=COMPARABLE_EXERCICES, settle=settled)


@pages.get(ONE)
def states(code: str, convention_id: UUID) -> Response:
    return _shown(code, convention_id, STATES, asked_comparison.TwoStates())


@pages.get(f"{ONE}/exercices")
def exercices(code: str, convention_id: UUID) -> Response:
    return _shown(code, convention_id, EXERCICES, asked_comparison.TwoExercices())


@pages.get(f"{ONE}/departements")
def departements(code: str, convention_id: UUID) -> Response:
    """Only who looks in from above comes to two of them."""
    looking(code)
    asked = _asked(asked_comparison.TwoDepartements())
    found = across(asked, convention_id)
    return _page(convention_id, Comparable((), working=False, compared=found.body))


def _shown(code: str, convention_id: UUID, read: Read, schema: Any) -> Response:
    looking(code)
    asked = _asked(schema)
    return _page(convention_id, sought(read, asked, {"convention_id": convention_id}).body)


def _asked(schema: Any) -> dict[str, Any]:
    found: dict[str, Any] = StrictParser().parse(schema, request, location="query")
    return found


def _page(convention_id: UUID, found: Comparable) -> Response:
    compared = found.compared
    told = paper(compared, beside_of(compared)) if compared else None
    place = request.path.rpartition("/comparaison")[2]
    return page(
        "comparaison.html",
        here=f"/t/{caller().tenant}/conventions/{convention_id}/comparaison",
        api=f"/api/v1/tenants/{caller().tenant}/conventions/{convention_id}/comparison{place}",
        asked=request.args.to_dict() | _pair(compared),
        states=_states(found),
        chosen=[_chosen(held) for held in (compared.old, compared.new)] if compared else ["", ""],
        years=_years(compared) if compared else [],
        told=told,
        facts={fact.position: fact for fact in told.facts} if told else {},
    )


def _pair(compared: Compared | None) -> dict[str, str]:
    """Which two states are shown, also when nobody named them."""
    if compared is None or not compared.comparison.of_one_act:
        return {}
    return {"from": str(compared.old.point), "to": str(compared.new.point)}


def _chosen(held: Held) -> str:
    """Among those that can be chosen."""
    return str(held.version["version_no"]) if held.version else "working"


def _states(found: Comparable) -> list[tuple[str, str]]:
    """What can be chosen: as an address says it, and as people do."""
    signed = [
        (str(one["version_no"]), f"Version {one['version_no']} ({ACTS[one['act']]})")
        for one in found.versions
    ]
    return [*signed, ("working", "Projet en cours")] if found.working else signed


def _years(compared: Compared) -> list[int]:
    found = {place.exercice for place, _ in placed(compared.new.content).values()}
    return sorted(year for year in found if year)
