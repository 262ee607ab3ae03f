"""What every family shares: the receipt of a command, and the headers around it."""

from functools import cache
from typing import Any

from marshmallow import Schema, fields

from infra.web.asked.keys import FORM


class ReceiptSchema(Schema):
    """A function of the idempotency row alone, so that it can be given again."""

    created = fields.UUID(metadata={"description": "Ce que la demande a ajouté à l’élément."})

    id = fields.UUID(required=True, metadata={"description": "L’élément créé ou changé."})
    version = fields.Integer(required=True, metadata={"description": "Sa version, voir ETag."})
    position = fields.Integer(
        required=True, metadata={"description": "À donner en min_position pour relire."}
    )


class ReadSchema(Schema):
    """`people`, `texts` and `token_uses` stand outside of what is the same for ever."""

    people = fields.Dict(fields.UUID(), fields.String())
    token_uses = fields.Dict(
        fields.UUID(),
        fields.Date(),
        metadata={"description": "Par jeton, le jour de son dernier usage, s’il est connu."},
    )
    texts = fields.Dict(fields.String(), fields.String())


@cache
def items_of(item: type[Schema], beside: type[ReadSchema] = ReadSchema) -> type[Schema]:
    """The schema of a list; `next` is the cursor of the next page."""
    return beside.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(required=True, allow_none=True),
        },
        name=f"{item.__name__.removesuffix('Schema')}List",
    )


def header(description: str, **schema: Any) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"} | schema}


KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    **header("Propre à la demande\u00a0: la renvoyer est sans effet.", pattern=f"^{FORM.pattern}$"),
}
MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    **header("L’ETag que l’on a lu.", pattern='^"v[0-9]{1,9}"$'),
}
POSITION = header("Position du journal à laquelle la réponse est exacte.", pattern="^[0-9]+$")
READ_HEADERS = {"Pacte-Position": POSITION}
ETAG_HEADERS = {"ETag": header("Version de l’élément."), "Pacte-Position": POSITION}
