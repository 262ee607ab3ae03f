"""Who must be told of an event. Pure: the same event and rows always make the same notices."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from domain.access.facts import MemberKind
from domain.envelope import ProvenanceKind, event_id
from domain.notification import Channel
from projections.change import Recorded
from workers.notify.ports import Roster, Seat

TOLD = (ProvenanceKind.UI, ProvenanceKind.API, ProvenanceKind.DEMO)


class As(StrEnum):
    """In what quality a person is told."""

    SIGNATORY = "signatory"
    PARTNER = "partner"
    REQUESTER = "requester"
    MEMBER = "member"
    INVITED = "invited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`kind` is the type of the event, `office` and `organization_id` why this person.

    `delegated`: for who holds that office.
    """

    outbox_id: UUID
    event_id: UUID
    position: int
    kind: str
    told_as: As
    recipient: UUID
    office: str | None
    organization_id: UUID | None
    delegated: bool = False
    channel: Channel = Channel.MAIL


def due(recorded: Recorded, roster: Roster) -> list[Notice]:
    """One notice per person and channel; who is signatory and partner is told as signatory."""
    if not concerns(recorded):
        return []
    told: dict[UUID, Notice] = {}
    for told_as, seat in CONCERNED[kind_of(recorded)](recorded.event, roster):
        if seat.person_id and seat.person_id not in told:
            told[seat.person_id] = _notice(recorded, told_as, seat, seat.person_id)
    return list(told.values())


def concerns(recorded: Recorded) -> bool:
    """Whether anybody may have to be told: what is imported or said by the system tells nobody."""
    return kind_of(recorded) in CONCERNED and recorded.envelope.provenance.kind in TOLD


def kind_of(recorded: Recorded) -> str:
    """The type of the event: its topic without the version of its shape."""
    return recorded.topic.rpartition(".")[0]


def outbox_id(event: UUID, recipient: UUID, channel: Channel) -> UUID:
    return uuid5(event, f"{recipient}:{channel}")


def _notice(recorded: Recorded, told_as: As, seat: Seat, person_id: UUID) -> Notice:
    event = recorded.event
    source = event_id(event.originator_id, event.originator_version)
    return Notice(
        outbox_id=outbox_id(source, person_id, Channel.MAIL),
        event_id=source,
        position=recorded.position,
        kind=kind_of(recorded),
        told_as=told_as,
        recipient=person_id,
        office=seat.office,
        organization_id=seat.organization_id,
        delegated=seat.delegated,
    )


def _all(event: Any, roster: Roster) -> Iterator[tuple[As, Seat]]:
    """Every signatory and every partner that has joined."""
    yield from _as(As.SIGNATORY, roster.signatories(event.originator_id))
    yield from _as(As.PARTNER, roster.partners(event.originator_id))


def _partner(event: Any, roster: Roster) -> Iterator[tuple[As, Seat]]:
    """Those in its offices and who asked for it: there may be nobody in any office yet.

    Where the Département asked for a partner without any, its members are told.
    """
    joining = roster.joining(event.originator_id)
    seats = roster.seats(joining.organization_id)
    yield from _as(As.PARTNER, seats)
    yield As.REQUESTER, Seat(None, joining.organization_id, joining.asked_by)
    if not seats and not joining.asked_by:
        yield from _as(As.MEMBER, roster.members(joining.organization_id))


def _invited(event: Any, _roster: Roster) -> Iterator[tuple[As, Seat]]:
    """A machine answers no invitation."""
    if event.kind is MemberKind.HUMAN:
        yield As.INVITED, Seat(event.office, event.organization_id, event.person_id)


def _invited_again(event: Any, _roster: Roster) -> Iterator[tuple[As, Seat]]:
    """No machine is ever."""
    yield As.INVITED, Seat(event.office, event.organization_id, event.person_id)


def _invitation_renewed(event: Any, _roster: Roster) -> Iterator[tuple[As, Seat]]:
    yield As.INVITED, Seat(None, None, event.person_id)


def _as(told_as: As, seats: Iterable[Seat]) -> Iterator[tuple[As, Seat]]:
    return ((told_as, seat) for seat in seats)


CONCERNED: dict[str, Callable[[Any, Roster], Iterator[tuple[As, Seat]]]] = {
    "convention.signature_round_opened": _all,
    "convention.convention_signed_by": _all,
    "convention.convention_signed": _all,
    "convention.avenant_signed": _all,
    "partner_joining.partner_joined": _partner,
    "partner_joining.partner_join_refused": _partner,
    "member.member_invited": _invited,
    "member.member_invited_again": _invited_again,
    "member.invitation_renewed": _invitation_renewed,
}
