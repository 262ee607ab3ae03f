"""One event of the log: who asked for it and how, what caused it, what it set off, who was told."""

from http import HTTPStatus
from typing import Any

from flask import Response

from domain.notification import Outcome
from infra.store.connections.names import roles_of
from infra.store.notices import followed
from infra.web.asked.paging import Paging
from infra.web.callers.auth import caller
from infra.web.callers.traces import traced
from infra.web.context import wiring
from infra.web.openapi import Family
from infra.web.reads import Read, own_of_caller, possible, response
from infra.web.routes import get
from infra.web.schemas import asked as parameters
from infra.web.schemas import shown_events as shown
from infra.web.schemas.common import READ_HEADERS
from infra.web.schemas.shown_people import EventSchema
from projections.queries.causes import EFFECTS, EVENT, REQUEST, TOLD
from projections.queries.query import Answer
from services.policy import allow
from services.target import Target

family = Family("events", description="Un fait\u00a0: sa demande, sa cause, ses suites.")
ONE = "/events/<event>"
OLDEST_FIRST = Paging("position", "after", int)

get(
    family,
    ONE,
    "Un fait du journal\u00a0: qui l’a demandé, comment, et ce qui l’a causé",
    read=Read(query=EVENT, own=True),
    shows=shown.ExplainedSchema,
)
get(
    family,
    f"{ONE}/effects",
    "Ce qu’un fait a causé",
    read=Read(query=EFFECTS, own=True, items=True, paging=OLDEST_FIRST),
    parameters=parameters.Page,
    shows=EventSchema,
)
get(
    family,
    f"{ONE}/request",
    "Tout ce qu’a fait la même demande",
    read=Read(query=REQUEST, own=True, items=True, paging=OLDEST_FIRST),
    parameters=parameters.Page,
    shows=EventSchema,
)


@family.get(f"/tenants/<code>{ONE}/notifications")
@family.doc(summary="Qui a été prévenu d’un fait, et ce qu’il en est advenu")
@family.response(HTTPStatus.OK, shown.ToldSchema, description="Lu.", headers=READ_HEADERS)
@family.arguments(parameters.Moment, location="query")
def notifications(asked: dict[str, Any], code: str, event: str) -> Response:  # noqa: ARG001
    """Whom the outbox names is settled a little after the event, whatever moment is read."""
    who, name = caller(), TOLD.name
    allow(who, name, Target(tenant=who.tenant))
    possible(who.tenant, asked.get("min_position"))
    own = own_of_caller(asked.get("min_position"))
    found = wiring().reader.ask(who.tenant, TOLD, event=event, own=own, **asked)
    traced(who, name, [who.tenant])
    body = _told(who.tenant, found.body)
    return response(Read(query=TOLD), Answer(found.position, body, found.day), None, None)


def _told(tenant: str, found: dict[str, Any]) -> dict[str, Any]:
    event, pool = found["event"], wiring().pool
    with pool.checkout(roles_of(pool.database, tenant).web) as connection:
        decided = followed.decided(connection, tenant, event["position"])
        notices = followed.notices(connection, tenant, event["event_id"], event["position"])
    became: dict[Any, list[dict[str, Any]]] = {}
    for outcome in found["outcomes"]:
        became.setdefault(outcome.pop("outbox_id"), []).append(outcome)
    items = [one | _became(became.get(one["outbox_id"], [])) for one in notices]
    return {"position": event["position"], "decided": decided, "items": items}


def _became(outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    """The newest says how it stands; each says when, and at which position."""
    names = ("outcome", "attempts", "error_code")
    said: dict[str, Any] = {"outcome": Outcome.WAITING, "attempts": 0, "error_code": None}
    for one in outcomes:
        said = {name: one.pop(name) for name in names}
    return said | {"outcomes": outcomes}
