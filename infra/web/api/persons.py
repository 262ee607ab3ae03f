"""POST: persons. They stand beside the log, so that they can be corrected and erased."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, request

from infra.web import strict_json
from infra.web.answers import json_response
from infra.web.auth import caller
from infra.web.commands import asked
from infra.web.context import wiring
from infra.web.keys import key
from infra.web.openapi import Family
from infra.web.refusals import Refused
from infra.web.schemas.common import KEY, IdentitySchema
from infra.web.schemas.registry import PersonBody
from services.people import CorrectPerson, CreatePerson, correct_person, create_person
from services.ports import Person

family = Family("persons", description="Les personnes, à côté du journal.")


@family.post("/tenants/<code>/persons")
@family.doc(summary="Créer une personne", parameters=[KEY])
@family.response(HTTPStatus.CREATED, IdentitySchema, description="Créée.")
@family.arguments(PersonBody)
def create(fields: dict[str, Any], code: str) -> Response:  # noqa: ARG001
    """No event, so no row keeps the first answer: the person itself tells a repeated request."""
    people = wiring().people(caller().tenant)
    ask = asked(key(request, strict_json.read(request), caller(), HTTPStatus.CREATED))
    person_id = create_person(people, ask, CreatePerson(**fields))
    if not _says(people.many([person_id]).get(person_id), fields):
        raise Refused("idempotency-key-reused", "Cette clé a déjà servi pour une autre demande.")
    return json_response({"id": str(person_id)}, HTTPStatus.CREATED)


@family.post("/tenants/<code>/persons/<uuid:person_id>")
@family.doc(summary="Corriger tout ce que l’on sait d’une personne", parameters=[KEY])
@family.response(HTTPStatus.OK, IdentitySchema, description="Corrigée.")
@family.arguments(PersonBody)
def correct(fields: dict[str, Any], code: str, person_id: UUID) -> Response:  # noqa: ARG001
    ask = asked(key(request, strict_json.read(request), caller(), HTTPStatus.OK))
    command = CorrectPerson(person_id=person_id, **fields)
    correct_person(wiring().people(caller().tenant), ask, command)
    return json_response({"id": str(person_id)}, HTTPStatus.OK)


def _says(person: Person | None, fields: dict[str, Any]) -> bool:
    return person is not None and all(
        getattr(person, name) == value for name, value in fields.items()
    )
