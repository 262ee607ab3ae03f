"""One way to write a command as a route; the families only say which."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import UUID

from flask import Response
from marshmallow import Schema

from infra.papers.forms import MIMETYPES
from infra.web.callers.auth import caller
from infra.web.commands import Tells, nothing_more, perform
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.reads import Read, answer
from infra.web.schemas.asked.reads import Moment
from infra.web.schemas.common import (
    ETAG_HEADERS,
    KEY,
    MATCH,
    READ_HEADERS,
    ReadSchema,
    ReceiptSchema,
    items_of,
)
from services.ask import Ask
from services.pactes import Pactes, Receipt

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Posted:
    """A command as it is asked for: by which address, with which body."""

    rule: str
    body: type[Schema]
    command: Callable[..., Any]
    service: Callable[[Pactes, Ask, Any], Receipt]


POSTED: list[Posted] = []
BINARY = {"type": "string", "format": "binary"}


def get(
    family: Family,
    rule: str,
    summary: str,
    *,
    read: Read,
    shows: type[Schema],
    beside: type[ReadSchema] = ReadSchema,
    parameters: type[Schema] = Moment,
    answers: Callable[[Read, dict[str, Any], dict[str, UUID]], Response] = answer,
) -> None:
    """`shows` is the answer, or one item of the list that it is; `beside`: what stands by the list.

    Parts of the path are fields.
    """

    def run(asked: dict[str, Any], **ids: UUID) -> Response:
        return answers(read, asked, ids)

    checked = family.arguments(parameters, location="query")(run)

    def view(code: str = "", **ids: UUID) -> Response:  # noqa: ARG001
        return checked(**ids)  # type: ignore[no-any-return]

    view.__dict__.update(checked.__dict__)
    schema = items_of(shows, beside) if read.items else shows
    described = family.response(HTTPStatus.OK, schema, description="Lu.", headers=READ_HEADERS)(
        view
    )
    documented = family.doc(summary=summary, **_other_forms(read))(described)
    name = f"get_{rule.strip('/').replace('/', '_').replace('-', '_')}"
    endpoint = "".join(sign for sign in name if sign.isalnum() or sign == "_")
    family.add_url_rule(f"{family.place}{rule}", endpoint, documented, methods=["GET"])


def _other_forms(read: Read) -> dict[str, Any]:
    """As the document of the API says what `format` names besides JSON."""
    if read.document is None:
        return {}
    content = {kind: {"schema": BINARY} for kind in MIMETYPES.values()}
    return {"responses": {HTTPStatus.OK.value: {"content": content}}}


def post(
    family: Family,
    rule: str,
    summary: str,
    *,
    body: type[Schema],
    command: Callable[..., C],
    service: Callable[[Pactes, Ask, C], Receipt],
    creates: bool = False,
    conditional: bool = True,
    adds: bool | None = None,
    shows: type[Schema] = ReceiptSchema,
    tells: Tells = nothing_more,
) -> None:
    """`creates` answers 201; `conditional` requires If-Match. Parts of the address are fields.

    `adds`: the answer names what was minted; unless it is said, when something that stood gained a
    part. `tells`: what the answer of `shows` has besides the receipt.
    """
    POSTED.append(Posted(rule, body, command, service))
    status = HTTPStatus.CREATED if creates else HTTPStatus.OK
    named = conditional and creates if adds is None else adds

    def run(ask: Ask, fields: dict[str, Any], **ids: UUID) -> Receipt:
        return service(wiring().pactes(caller().tenant), ask, command(**ids, **fields))

    checked = family.arguments(body)(run)

    def view(code: str = "", **ids: UUID) -> Response:  # noqa: ARG001
        def once(ask: Ask) -> Receipt:
            return checked(ask, **ids)  # type: ignore[no-any-return]

        return perform(once, status, conditional=conditional, adds=named, tells=tells)

    view.__dict__.update(checked.__dict__)
    documented = family.doc(summary=summary, parameters=[KEY, MATCH] if conditional else [KEY])(
        family.response(status, shows, description="Enregistré.", headers=ETAG_HEADERS)(view)
    )
    family.add_url_rule(f"{family.place}{rule}", service.__name__, documented, methods=["POST"])
