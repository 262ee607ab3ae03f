"""A command by HTTP: asked with a key, refused or done once, answered the same for ever."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus

from eventsourcing.persistence import IntegrityError
from flask import Response, g, request

from domain.dates import BusinessDate
from domain.envelope import Provenance, ProvenanceKind
from infra.clock import day_of
from infra.web.answers import json_response
from infra.web.asked import strict_json
from infra.web.asked.etags import expected, tag
from infra.web.asked.keys import key
from infra.web.callers.auth import caller
from infra.web.context import correlation_id, wiring
from infra.web.refusing.errors import answered_again
from infra.web.refusing.outages import overtaken
from infra.web.refusing.refusals import Refused
from services.ask import Ask, Caller, Key
from services.pactes import Receipt

TRIES = 3

Run = Callable[[Ask], Receipt]
Tells = Callable[[Receipt], dict[str, str | None]]


def nothing_more(_receipt: Receipt) -> dict[str, str | None]:
    return {}


def perform(
    run: Run,
    status: HTTPStatus,
    *,
    conditional: bool,
    adds: bool = False,
    tells: Tells = nothing_more,
) -> Response:
    """`conditional`: the command changes something that the caller must have read.

    `adds`: it mints an identity, which the answer names.
    """
    identity = key(request, strict_json.read(request), caller(), status)
    ask = asked(identity)
    receipt = recorded_once(lambda: _run(run, ask, conditional=conditional), identity)
    created = {"created": str(ask.minted())} if adds else {}
    return _answer(receipt, created | tells(receipt))


def recorded_once(run: Callable[[], Receipt], identity: Key) -> Receipt:
    """What was done now, or the first time under this key; the follower is told."""
    try:
        receipt = run()
    except Exception as refusal:
        if not (overtaken(refusal) or answered_again(refusal)):
            raise
        receipt = first_answer(identity, refusal)
    else:
        wiring().wake(caller().tenant)
    g.position = receipt.position
    return receipt


def _run(run: Run, ask: Ask, *, conditional: bool) -> Receipt:
    """A lost race is run again: it then meets the state that won, and the rule that applies."""
    if conditional:
        ask = replace(ask, expected_version=expected(request.headers.get("If-Match")))
    for _ in range(TRIES - 1):
        try:
            return run(ask)
        except IntegrityError as error:
            if not overtaken(error) or _recorded(ask.key):
                raise
    return run(ask)


def asked(identity: Key) -> Ask:
    return asking(caller(), ProvenanceKind.API, identity)


def asking(who: Caller, kind: ProvenanceKind, identity: Key | None = None) -> Ask:
    moment = wiring().clock()
    day = day_of(moment)
    return Ask(
        caller=who,
        provenance=Provenance(kind),
        correlation_id=correlation_id(),
        now=moment,
        today=day,
        effective_on=BusinessDate(day),
        key=identity,
    )


def _recorded(identity: Key | None) -> bool:
    """Whether a command with this key stands in the log."""
    return identity is not None and (
        wiring().first_answer(caller().tenant, identity.command_id) is not None
    )


def first_answer(identity: Key, refusal: Exception) -> Receipt:
    """The receipt of the success that used this key before. Raises the refusal when none did."""
    first = wiring().first_answer(caller().tenant, identity.command_id)
    if first is None:
        if isinstance(refusal, IntegrityError):
            raise Refused("concurrent-change", "Un autre changement est en cours.") from refusal
        raise refusal
    if first.request_sha256 != identity.request_sha256:
        raise Refused(
            "idempotency-key-reused", "Cette clé a déjà servi pour une autre demande."
        ) from refusal
    return Receipt(first.stream, first.version, first.last_position, first.status, replayed=True)


def _answer(receipt: Receipt, more: Mapping[str, str | None]) -> Response:
    body = {
        "id": str(receipt.stream),
        "version": receipt.version,
        "position": receipt.position,
    }
    headers = {
        "ETag": tag(receipt.version),
        "Pacte-Position": str(receipt.position),
        "Cache-Control": "no-store",
    }
    return json_response({**body, **more}, receipt.status, headers)
