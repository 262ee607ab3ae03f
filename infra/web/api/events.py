"""One event of the log: who asked for it and how, what caused it, what it set off, who was told."""

from http import HTTPStatus
from typing import Any

from flask import Response

from infra.reading.explaining import told
from infra.web.asked.paging import Paging
from infra.web.callers.auth import caller
from infra.web.callers.traces import let_look
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.reads import Read, own_of_caller, possible, response
from infra.web.routes import get
from infra.web.schemas.asked import reads as parameters
from infra.web.schemas.common import READ_HEADERS
from infra.web.schemas.shown import events as shown
from infra.web.schemas.shown.people import EventSchema
from projections.queries.causes import EFFECTS, EVENT, REQUEST, TOLD
from projections.queries.query import Answer
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
    """Never immutable: whom the outbox names is settled a little after the event."""
    who, name = caller(), TOLD.name
    let_look(who, name, Target(tenant=who.tenant))
    possible(who.tenant, asked.get("min_position"))
    own = own_of_caller(asked.get("min_position"))
    found = wiring().reader.ask(who.tenant, TOLD, event=event, own=own, **asked)
    body = told(wiring(), who.tenant, found.body)
    return response(Read(query=TOLD), Answer(found.position, body, found.day), None, None)
