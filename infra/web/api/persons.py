"""POST: persons. They stand beside the log, so that they can be corrected and erased."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, request

from infra.web import strict_json
from infra.web.answers import json_response
from infra.web.auth import caller
from infra.web.commands import asked, first_answer
from infra.web.context import wiring
from infra.web.errors import answered_again
from infra.web.keys import key
from infra.web.openapi import Family
from infra.web.outages import overtaken
from infra.web.schemas.common import KEY, IdentitySchema
from infra.web.schemas.registry import PersonBody
from services.ask import Ask
from services.people import CorrectPerson, CreatePerson, correct_person, create_person
from services.ports import People

family = Family("persons", description="Les personnes, à côté du journal.")
above = Family("platform_persons", description="Les personnes de la plateforme.", above=True)


@family.post("/tenants/<code>/persons")
@family.doc(summary="Créer une personne", parameters=[KEY])
@family.response(HTTPStatus.CREATED, IdentitySchema, description="Créée.")
@family.arguments(PersonBody)
def create(fields: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    command = CreatePerson(**fields)
    return _once(HTTPStatus.CREATED, lambda people, ask: create_person(people, ask, command))


@above.post("/platform/persons")
@above.doc(summary="Créer une personne de la plateforme", parameters=[KEY])
@above.response(HTTPStatus.CREATED, IdentitySchema, description="Créée.")
@above.arguments(PersonBody)
def create_above(fields: dict[str, Any]) -> Response:
    command = CreatePerson(**fields)
    return _once(HTTPStatus.CREATED, lambda people, ask: create_person(people, ask, command))


@family.post("/tenants/<code>/persons/<uuid:person_id>")
@family.doc(summary="Corriger tout ce que l’on sait d’une personne", parameters=[KEY])
@family.response(HTTPStatus.OK, IdentitySchema, description="Corrigée.")
@family.arguments(PersonBody)
def correct(fields: dict[str, Any], code: str, person_id: UUID) -> Response:  # noqa: ARG001
    command = CorrectPerson(person_id=person_id, **fields)
    return _once(HTTPStatus.OK, lambda people, ask: correct_person(people, ask, command))


def _once(status: HTTPStatus, run: Callable[[People, Ask], UUID]) -> Response:
    """A key that was used before gets the first answer, or is refused."""
    identity = key(request, strict_json.read(request), caller(), status)
    try:
        person_id = run(wiring().people(caller().tenant), asked(identity))
    except Exception as refusal:
        if not (overtaken(refusal) or answered_again(refusal)):
            raise
        person_id = first_answer(identity, refusal).stream
    return json_response({"id": str(person_id)}, status)
