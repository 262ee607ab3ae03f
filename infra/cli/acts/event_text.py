"""One event on the terminal: who asked, what caused it, what it set off, who was told."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.notification import Outcome
from infra.cli.acts.replay_text import written
from infra.reading.explaining import Explained
from infra.typography import french
from projections.trail.french import NBSP, counted, office
from workers.notify.due import As

BECAME = {
    Outcome.WAITING: "pas encore envoyé",
    Outcome.SENT: "envoyé",
    Outcome.FAILED: "en échec, sera réessayé",
    Outcome.GIVEN_UP: "abandonné",
}
TOLD_AS = {
    As.SIGNATORY: "signataire",
    As.PARTNER: "partenaire",
    As.REQUESTER: "auteur de la demande",
    As.MEMBER: "membre",
    As.INVITED: "personne invitée",
}
NOT_YET = "Qui doit en être prévenu n’est pas encore établi : « pacte follow » n’en est pas là."


def lines(found: Explained) -> Iterator[str]:
    body = found.body
    yield written(body["event"])
    yield body["asked"]
    yield body["cause"]["text"]
    for cause in body["cause"]["items"][1:]:
        yield f"  elle-même causée par{NBSP}: {written(cause)}"
    request = body["event"]["correlation_id"]
    yield f"Demande {request}{NBSP}: {counted(body['request_count'], 'fait')}."
    yield f"Ce qu’il a causé{NBSP}: {counted(body['effects_count'], 'fait')}."
    yield from (f"  {written(one)}" for one in found.effects)
    yield from _told(found.notifications)


def _told(notifications: Mapping[str, Any]) -> Iterator[str]:
    if not notifications["decided"]:
        yield french(NOT_YET)
    told = notifications["items"]
    yield f"Prévenus{NBSP}: {counted(len(told), 'personne')}."
    for one in told:
        held = f" ({office(one['office'])})" if one["office"] else ""
        became = BECAME[Outcome(one["outcome"])]
        tried = f", {counted(one['attempts'], 'tentative')}" if one["attempts"] else ""
        yield f"  {TOLD_AS[As(one['told_as'])]}{held}, par courriel{NBSP}: {became}{tried}"
        yield from (f"    {written(each)}" for each in one["outcomes"])
