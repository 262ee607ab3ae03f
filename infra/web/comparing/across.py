"""The same kind of act in two départements: by who looks in from above, kept in both logs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Response, g

from infra.papers.forms import Form
from infra.web.callers.auth import caller, looked_into
from infra.web.callers.traces import let_look
from infra.web.comparing.drawing import drawn
from infra.web.context import wiring
from infra.web.reads import Read, own_of_caller, response, sought
from projections.comparison.points import LAST_SIGNED
from projections.queries.comparison import HELD
from projections.queries.comparison import across as compared
from projections.queries.convention.convention_list import CONVENTION_LIST
from projections.queries.query import Answer, Seen, Unanswerable
from services.policy import seen_by
from services.target import Target

MOST = 200


class SeveralActs(Unanswerable):
    """The one that is meant must be named."""

    code = "several-conventions"


class SameDepartement(Unanswerable):
    code = "same-departement"


class NoSuchAct(Unanswerable):
    code = "no-convention"


def answered(read: Read, asked: dict[str, Any], ids: dict[str, UUID]) -> Response:
    form, as_of = asked.pop("format", None), asked.get("as_of")
    found = across(asked, ids["convention_id"])
    if form and form is not Form.JSON:
        return drawn(form, found, as_of)
    return response(read, found, None, as_of)


def across(asked: dict[str, Any], convention_id: UUID) -> Answer:
    """At the position of the first.

    Raises SameDepartement, OtherKind, NoSuchAct, SeveralActs, Refused.
    """
    code, other_id = asked.pop("other").upper(), asked.pop("convention", None)
    if code == caller().tenant:
        raise SameDepartement("Un autre département est attendu.", field="/with")
    first = _last_signed(asked, convention_id)
    codes = caller().tenant, code
    with _looking(code):
        kind = first.body.content["kind"]
        second = _last_signed(asked, other_id or _only(kind))
    return Answer(first.position, compared(first.body, second.body, codes), first.day)


def _last_signed(asked: dict[str, Any], convention_id: UUID) -> Answer:
    held = {**asked, "point": LAST_SIGNED}
    return sought(Read(query=HELD), held, {"convention_id": convention_id})


@contextmanager
def _looking(code: str) -> Iterator[None]:
    """The same person in the other département: whatever is asked meanwhile is asked there."""
    at_first = caller()
    g.caller = looked_into(at_first, code)
    try:
        yield
    finally:
        g.caller = at_first


def _only(kind: str) -> UUID:
    """Among those that this reader may see."""
    let_look(caller(), CONVENTION_LIST.name, Target(tenant=caller().tenant))
    limits: dict[str, Any] = {"own": own_of_caller(), "seen": Seen(seen_by(caller()))}
    asked = limits | {"kind": kind, "limit": MOST}
    found = wiring().reader.ask(caller().tenant, CONVENTION_LIST, **asked).body
    if not found:
        raise NoSuchAct("L’autre département n’a aucun acte signé de ce genre.", field="/with")
    if len(found) > 1:
        raise SeveralActs(
            "L’autre département a plusieurs actes de ce genre : dites lequel.", field="/convention"
        )
    return UUID(str(found[0]["convention_id"]))
