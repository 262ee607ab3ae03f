"""A read by HTTP: the present rights of the reader, one position, names apart."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request

from domain.canonical import plain
from infra.papers.forms import Form
from infra.web.answers import headers_of, json_response
from infra.web.asked.etags import tag
from infra.web.asked.paging import Paging, first_page, next_page
from infra.web.callers.auth import caller
from infra.web.callers.naming import named, used
from infra.web.callers.traces import let_look
from infra.web.comparing.drawing import drawn
from infra.web.context import wiring
from infra.web.refusing.refusals import Refused
from projections.queries.query import Answer, Own, Query, Seen
from projections.queries.reach import CENTRE_REACH, CONVENTION_REACH, PARTNER_REACH
from services.policy import Forbidden, allow, only_of, seen_by
from services.target import Target

OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """`items`: the answer is a list. `own`: it shows only what is of the conventions of its reader.

    `stream` names the part of the path whose events are read. `settle` turns what is asked into
    what the query takes, once the reader may read there. `document` makes the JSON of what has
    other forms too: those that `format` names.
    """

    query: Query
    items: bool = False
    own: bool = False
    stream: str | None = None
    paging: Paging | None = None
    settle: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    document: Callable[[Any], dict[str, Any]] | None = None


def answer(read: Read, asked: dict[str, Any], ids: dict[str, UUID]) -> Response:
    """`asked` are the parameters of the address, `ids` the parts of the path."""
    moment: dict[str, Any] = {
        name: asked.pop(name) for name in ("as_of", "min_position") if name in asked
    }
    _let_look(read, ids, moment.get("min_position"))
    possible(caller().tenant, moment.get("min_position"))
    page = first_page(read.paging, asked) if read.paging else None
    if page and page.position:
        moment = {"as_of": page.position, "day": page.day}
    form = asked.pop("format", None)
    found = _found(read, asked | (page.parameters if page else {}), moment, ids)
    if form and form is not Form.JSON:
        return drawn(form, found, moment.get("as_of"))
    following = next_page(page, found) if page else None
    return response(read, found, following, moment.get("as_of"))


def sought(read: Read, asked: dict[str, Any], ids: dict[str, UUID]) -> Answer:
    """The same for a page, which makes its own of it."""
    _let_look(read, ids, None)
    moment = {"as_of": asked.pop("as_of")} if "as_of" in asked else {}
    return _found(read, asked, moment, ids)


def _found(
    read: Read, asked: dict[str, Any], moment: dict[str, Any], ids: dict[str, UUID]
) -> Answer:
    if read.settle:
        asked = read.settle(asked)
    limits: dict[str, Any] = {"own": own_of_caller(moment.get("min_position"))} if read.own else {}
    if read.query.bounded:
        limits["seen"] = Seen(seen_by(caller()))
    if read.query.trail:
        limits["trail"] = _sees_trail(ids)
    given = asked | limits | _parts(read, ids)
    return wiring().reader.ask(caller().tenant, read.query, **moment, **given)


def _parts(read: Read, ids: dict[str, UUID]) -> dict[str, UUID]:
    return {"stream": ids[read.stream]} if read.stream else ids


def _let_look(read: Read, ids: dict[str, UUID], min_position: int | None) -> None:
    """Rights are judged by how things stand now, whatever moment is read. Raises Forbidden.

    Only those whom their role alone does not admit need a look at the convention.
    """
    tenant, name = caller().tenant, read.query.name
    own = only_of(caller()) if read.own else None
    try:
        let_look(caller(), name, _target(ids, frozenset((own,) if own else ())))
    except Forbidden:
        if "convention_id" not in ids:
            raise
        reach = wiring().reader.ask(
            tenant,
            CONVENTION_REACH,
            min_position=min_position and min(min_position, _head(tenant)),
            convention_id=ids["convention_id"],
        )
        let_look(caller(), name, replace(_target(ids), **reach.body))


def _sees_trail(ids: dict[str, UUID]) -> bool:
    """Whether the answer may say who did what, as the journal does."""
    try:
        allow(caller(), "read_audit_trail", _target(ids))
    except Forbidden:
        return False
    return True


def _target(ids: dict[str, UUID], partners: frozenset[UUID] = frozenset()) -> Target:
    return Target(tenant=caller().tenant, partners=partners, convention_id=ids.get("convention_id"))


def own_of_caller(min_position: int | None = None) -> Own | None:
    """Whatever moment is read: who was shown out reads nothing of before."""
    organization_id, conventions = only_of(caller()), caller().conventions
    seen, asked = Seen(seen_by(caller())), partial(wiring().reader.ask, caller().tenant)
    if organization_id is not None:
        found = asked(PARTNER_REACH, min_position=min_position, organization_id=organization_id)
    elif seen is not Seen.ALL:
        found = asked(CENTRE_REACH, min_position=min_position, seen=seen)
    else:
        return None if conventions is None else Own(None, conventions)
    own: Own = found.body
    return own


def possible(tenant: str, min_position: int | None) -> None:
    """Nobody waits for what has not been recorded. Raises Refused, which tells the head.

    So it is asked once the reader may read there.
    """
    if min_position is None:
        return
    head = _head(tenant)
    if min_position > head:
        raise Refused(
            "position-beyond-head",
            "Le journal n’a pas atteint cette position.",
            [{"parameter": "min_position", "detail": f"Au plus {head}."}],
        )


def _head(tenant: str) -> int:
    return wiring().pactes(tenant).recorder.max_notification_id() or 0


def response(
    read: Read, found: Answer, following: str | None, as_of: int | datetime | None
) -> Response:
    """The body, names apart, and the position it was read at."""
    body = _body(read, found, following)
    apart: dict[str, Any] = named(body) | used(body)
    headers = headers_of(found.position, as_of, apart=bool(apart))
    if "stream_version" in body:
        headers["ETag"] = tag(body["stream_version"])
    if following:
        asked = urlencode(request.args.to_dict() | {"cursor": following})
        headers["Link"] = f'<{request.path}?{asked}>; rel="next"'
    shown = {name: plain(value) for name, value in body.items()}
    return json_response(shown | apart, OK, headers)


def _body(read: Read, found: Answer, following: str | None) -> dict[str, Any]:
    if read.document:
        return read.document(found.body)
    if read.items and isinstance(found.body, dict):
        return {**found.body, "next": following}
    if read.items:
        return {"items": found.body, "next": following}
    return dict(found.body)
