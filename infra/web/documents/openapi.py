"""The document of the API: problems as they are, a bearer token, nothing that smorest invents."""

from http import HTTPStatus
from typing import Any

from apispec import APISpec
from flask import Flask
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields

from infra.store.connections.names import PLATFORM
from infra.web.asked.parsing import StrictParser
from infra.web.callers.auth import caller
from infra.web.documents.documentation import documentation
from infra.web.refusing.problems import PROBLEM
from infra.web.refusing.refusals import Refused
from infra.web.refusing.titles import TITLES

PREFIX = "/api/v1"
EVERY = (400, 401, 403, 404, 422, 429, 500, 503)
COMMAND = (409, 412, 413, 415, 428, 507)


class FaultSchema(Schema):
    pointer = fields.String(metadata={"description": "Pointeur JSON (RFC 6901) dans le corps."})
    parameter = fields.String(metadata={"description": "Nom du paramètre de l’adresse."})
    detail = fields.String(required=True)


class ProblemSchema(Schema):
    type = fields.String(
        required=True, metadata={"pattern": "^urn:pacte:problem:", "description": "Stable."}
    )
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(FaultSchema), required=True)
    correlation_id = fields.UUID(required=True)


class ProblemApi(Api):  # type: ignore[misc]
    """Errors are left to infra.web.refusing.problems, and are documented as what they are."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = ""

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        for number, title in TITLES.items():
            name = HTTPStatus(number).name
            content = {PROBLEM: {"schema": ProblemSchema}}
            response: dict[str, Any] = {"description": title, "content": content}
            headers = _headers(number)
            if headers:
                response["headers"] = headers
            self.spec.components.response(name, response, lazy=True)


class Family(Blueprint):  # type: ignore[misc]
    """Routes of one family; every operation says which problems it may answer."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, *, description: str, above: bool = False) -> None:
        """`above`: routes of the platform, to all but its own people a tenant that is not there."""
        super().__init__(name, __name__, url_prefix=PREFIX, description=description)
        self._prepare_doc_cbks.append(_prepare_problem_doc)
        self.place = "/platform" if above else "/tenants/<code>"
        if above:
            self.before_request(_at_home)


def install(app: Flask, version: str) -> ProblemApi:
    app.config.update(
        API_TITLE="Pacte",
        API_VERSION=version,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = ProblemApi(app)
    spec: APISpec = api.spec
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    spec.options["security"] = [{"bearer": []}]
    app.register_blueprint(documentation(f"{PREFIX}/openapi.json"))
    return api


def _at_home() -> None:
    if caller().tenant != PLATFORM:
        raise Refused("unknown-tenant", "Ce département n’existe pas ici.")


def _prepare_problem_doc(
    doc: dict[str, Any], _info: dict[str, Any], *, method: str, **_given: Any
) -> dict[str, Any]:
    numbers = EVERY + COMMAND if method == "post" else EVERY
    for number in sorted(numbers):
        doc["responses"].setdefault(str(number), HTTPStatus(number).name)
    return doc


def _headers(number: int) -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    names = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}
    return {names[number]: text} if number in names else {}
