"""A body for every route, made from the served document: so a new route has one too."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.journeys.story import FAR

# Texts that are more than texts.
WORDS = {
    "office": "director",
    "signatory_office": "director",
    "siret": None,
    "rna": None,
    "volet": None,
    "code": "socle",
    "content_hash": "0" * 64,
}
NUMBERS = {"exercice": 2025, "axe": 3, "amount_cents": 1000, "no": 2, "value": 7}
DAYS = {"ends_on": "2027-12-31", "deadline": FAR, "until": FAR}
# Of what, when the name of a field does not say it.
NAMES = {
    "funder_id": "organization_id",
    "operator_ids": "organization_id",
    "from_convention_id": "convention_id",
    "from_action_id": "action_id",
    "predecessor_id": "convention_id",
}


@dataclass(frozen=True)
class Bodies:
    """`known` are the identities of the tenant, by the name of what they are of."""

    document: Mapping[str, Any]
    mark: str
    tenant: str
    known: Callable[[str], str]

    def of(self, rule: str, method: str) -> dict[str, Any] | None:
        """None: the document says of no body in JSON."""
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule)
        asked = self.document["paths"].get(path, {}).get(method.lower(), {}).get("requestBody")
        content = (asked or {}).get("content", {}).get("application/json")
        return self._of_schema("", content["schema"]) if content else None

    def _of_schema(self, name: str, given: Mapping[str, Any]) -> Any:
        schema = self._resolved(given)
        if "enum" in schema:
            return schema["enum"][0]
        kinds = schema.get("type", "string")
        kind = kinds if isinstance(kinds, str) else next(k for k in kinds if k != "null")
        made: dict[str, Callable[[], Any]] = {
            "object": lambda: {
                inner: self._of_schema(inner, each)
                for inner, each in schema.get("properties", {}).items()
            },
            "array": lambda: self._list(name, schema),
            "integer": lambda: NUMBERS.get(name, max(1, schema.get("minimum", 1))),
            "number": lambda: schema.get("minimum", 1),
            "boolean": lambda: True,
            "string": lambda: self._text(name, schema),
        }
        return made[kind]()

    def _list(self, name: str, schema: Mapping[str, Any]) -> list[Any]:
        if name == "territory_codes":
            return [self.tenant]
        return [self._of_schema(name, schema["items"])]

    def _text(self, name: str, schema: Mapping[str, Any]) -> str | None:
        shapes: dict[str, Callable[[], str]] = {
            "uuid": lambda: self.known(NAMES.get(name, name)),
            "date": lambda: DAYS.get(name, "2024-01-01"),
            "date-time": lambda: "2024-01-01T00:00:00Z",
        }
        if shape := shapes.get(schema.get("format", "")):
            return shape()
        if name in WORDS:
            return WORDS[name]
        if "mail" in name:
            return f"{self.mark}.{name}@{self.tenant}.test"
        return f"{self.mark} {name}"[: schema.get("maxLength", 300)]

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return schema


def texts(document: Mapping[str, Any]) -> set[str]:
    """The names under which people write what they like."""
    return {
        name
        for schema in document["components"]["schemas"].values()
        for name, field in schema.get("properties", {}).items()
        if field.get("maxLength", 0) >= 300 and name not in WORDS
    }
