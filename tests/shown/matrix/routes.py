"""Every route of the application, with the right that it asks for and the least that it takes."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from werkzeug.routing import Rule

from tests.journeys.test_every_route import routes
from tests.shown.matrix.named import COMMANDS, OF_THE_PERSON, OPEN, OTHER, OWN, RIGHT_OF

SOMETHING = UUID("7b1f9a34-7c1e-4c55-8d2a-0000000000ff")


@dataclass(frozen=True, eq=False)
class Route:
    """`place`: `tenants`, `platform` or `national` of the API, or `t`: the pages of a tenant."""

    method: str
    rule: Rule
    right: str
    place: str
    body: Any

    def url(self, tenant: str = OWN) -> str:
        """Of things that do not exist: the rights are judged before."""
        ids = {"code": tenant, "tenant_code": OTHER, "version_no": "1", "version": "1"}
        return re.sub(
            r"<(?:[^:>]+:)?([^>]+)>",
            lambda found: ids.get(found[1], str(SOMETHING)),
            self.rule.rule,
        )


def form(csrf: str) -> dict[str, str]:
    """All that a form of ours may hold."""
    kept = {"csrf": csrf, "key": str(uuid4()), "version": "1", "signatory": str(SOMETHING)}
    return kept | {"hash": "0" * 64, "motive": "Motif."}


def example(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """The least that the schema of a body takes."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return example(document["components"]["schemas"][name], document)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        wanted = schema.get("required", [])
        return {name: example(schema["properties"][name], document) for name in wanted}
    if kind == "array":
        return [example(schema["items"], document)]
    plain: dict[str, Any] = {"integer": schema.get("minimum", 1), "boolean": False}
    return plain.get(kind, FORMS.get(schema.get("format", ""), "texte"[: schema.get("maxLength")]))


FORMS = {"uuid": str(SOMETHING), "date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z"}


def mapped(app: Flask) -> tuple[list[Route], list[str]]:
    """The routes with their rights, and those of which nobody said which right they ask for."""
    document = app.test_client().get("/api/v1/openapi.json").json
    assert document is not None
    found, unmapped = [], []
    for method, _, rule in routes(app):
        if rule.rule.startswith(OPEN) or rule.endpoint in OF_THE_PERSON:
            continue
        right = RIGHT_OF.get(rule.endpoint, rule.endpoint.rpartition(".")[2])
        if right not in COMMANDS:
            unmapped.append(f"{method} {rule.rule} ({rule.endpoint})")
            continue
        if rule.rule.startswith("/t/"):
            found.append(Route(method, rule, right, "t", None))
            continue
        place = rule.rule.split("/")[3]
        path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)
        content = document["paths"][path][method.lower()].get("requestBody", {}).get("content")
        schema = content["application/json"]["schema"] if content else {}
        found.append(Route(method, rule, right, place, example(schema, document)))
    return found, unmapped


LIST = Route("GET", Rule("/api/v1/tenants/<code>/conventions"), "read_conventions", "tenants", None)
