"""Persons: created, corrected, read. They stand beside the log, so that they can be erased."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, request

from infra.access import correcting
from infra.queue import enqueue_erasing
from infra.web.answers import json_response
from infra.web.asked import strict_json
from infra.web.asked.etags import expected, tag
from infra.web.asked.fields import Body
from infra.web.asked.keys import key
from infra.web.callers.auth import caller
from infra.web.callers.traces import let_look
from infra.web.commands import asked, first_answer
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.refusing.errors import answered_again
from infra.web.refusing.outages import overtaken
from infra.web.routes import post
from infra.web.schemas.common import KEY, MATCH, header
from infra.web.schemas.conventions import MotiveBody
from infra.web.schemas.registry import PersonBody
from infra.web.schemas.shown.people import PersonSchema, PersonVersionSchema
from services import erasing
from services.ask import Ask
from services.erasing import RequestErasing
from services.pactes import Pactes, Receipt
from services.people import (
    CorrectPerson,
    CreatePerson,
    create_person,
    read_person,
)
from services.ports import People
from services.target import Target

family = Family("persons", description="Les personnes, à côté du journal.")
above = Family("platform_persons", description="Les personnes de la plateforme.", above=True)
ETAG = {"ETag": header("Version de la personne.")}
Versioned = tuple[UUID, int]


@family.post("/tenants/<code>/persons")
@family.doc(summary="Créer une personne", parameters=[KEY])
@family.response(HTTPStatus.CREATED, PersonVersionSchema, description="Créée.", headers=ETAG)
@family.arguments(PersonBody)
def create(fields: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    command = CreatePerson(**fields)
    return _once(HTTPStatus.CREATED, lambda people, ask: (create_person(people, ask, command), 1))


@above.post("/platform/persons")
@above.doc(summary="Créer une personne de la plateforme", parameters=[KEY])
@above.response(HTTPStatus.CREATED, PersonVersionSchema, description="Créée.")
@above.arguments(PersonBody)
def create_above(fields: dict[str, Any]) -> Response:
    command = CreatePerson(**fields)
    return _once(HTTPStatus.CREATED, lambda people, ask: (create_person(people, ask, command), 1))


@family.post("/tenants/<code>/persons/<uuid:person_id>")
@family.doc(summary="Corriger tout ce que l’on sait d’une personne", parameters=[KEY, MATCH])
@family.response(HTTPStatus.OK, PersonVersionSchema, description="Corrigée.", headers=ETAG)
@family.arguments(PersonBody)
def correct(fields: dict[str, Any], code: str, person_id: UUID) -> Response:  # noqa: ARG001
    command = CorrectPerson(person_id=person_id, **fields)

    def run(_people: People, ask: Ask) -> Versioned:
        seen = expected(request.headers.get("If-Match"))
        return person_id, correcting.correct(wiring(), replace(ask, expected_version=seen), command)

    return _once(HTTPStatus.OK, run)


@family.get("/tenants/<code>/persons/<uuid:person_id>")
@family.doc(summary="Une personne, telle qu’elle est connue à présent")
@family.response(HTTPStatus.OK, PersonSchema, description="Lue.", headers=ETAG)
@family.arguments(Body, location="query")
def read(_nothing: dict[str, Any], code: str, person_id: UUID) -> Response:  # noqa: ARG001
    """No moment: what can be erased has no past."""
    tenant = caller().tenant
    let_look(caller(), "read_persons", Target(tenant=tenant), person_id)
    found = read_person(wiring().pactes(tenant), wiring().people(tenant), caller(), person_id)
    body = {
        "id": str(found.person_id),
        "version": found.version,
        "display_name": found.display_name,
        "civility": found.civility,
        "email": found.email,
    }
    return json_response(body, HTTPStatus.OK, {"ETag": tag(found.version)})


def request_erasing(pactes: Pactes, ask: Ask, command: RequestErasing) -> Receipt:
    """Only the process that holds the owner may erase."""
    receipt = erasing.request_erasing(pactes, wiring().people(pactes.tenant), ask, command)
    enqueue_erasing(wiring().admin_queue, pactes.tenant)
    return receipt


post(
    family,
    "/persons/<uuid:person_id>/erasure",
    "Demander l’effacement d’une personne qui n’est plus membre",
    body=MotiveBody,
    command=RequestErasing,
    service=request_erasing,
    conditional=False,
)


def _once(status: HTTPStatus, run: Callable[[People, Ask], Versioned]) -> Response:
    """A key that was used before gets the first answer, or is refused."""
    identity = key(request, strict_json.read(request), caller(), status)
    try:
        person_id, version = run(wiring().people(caller().tenant), asked(identity))
    except Exception as refusal:
        if not (overtaken(refusal) or answered_again(refusal)):
            raise
        first = first_answer(identity, refusal)
        person_id, version = first.stream, first.version
    body = {"id": str(person_id), "version": version}
    return json_response(body, status, {"ETag": tag(version)})
