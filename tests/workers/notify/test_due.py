"""Who is told, from rows given by hand."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from eventsourcing.utils import get_topic

from domain.access.facts import MemberKind
from domain.access.member import Member
from domain.convention.convention import Convention
from domain.dates import BusinessDate
from domain.envelope import Envelope, Provenance, ProvenanceKind, event_id
from domain.joining.joining import PartnerJoining
from infra.store.events.topics import event_classes
from projections.change import Recorded
from tests.examples import access, convention, registry
from workers.notify.due import CONCERNED, As, Notice, due
from workers.notify.letters import KINDS
from workers.notify.ports import Joining, Seat
from workers.notify.wording import NOTICES

PREFET, PRESIDENTE, DIRECTRICE, AGENT, REQUESTER = (UUID(int=n) for n in range(1, 6))
STATE, DEPARTEMENT, ARS = (UUID(int=n) for n in range(11, 14))


@dataclass
class Given:
    """Rows as they stand."""

    signing: list[Seat] = field(
        default_factory=lambda: [
            Seat("prefet", STATE, PREFET),
            Seat("president", DEPARTEMENT, PRESIDENTE),
        ]
    )
    asked_by: UUID | None = None
    seated: bool = True
    entered: bool = False
    joined: list[Seat] = field(default_factory=lambda: [Seat("directrice", ARS, DIRECTRICE)])

    def signatories(self, _: UUID) -> list[Seat]:
        return self.signing

    def partners(self, _: UUID) -> list[Seat]:
        return self.joined

    def seats(self, organization_id: UUID) -> list[Seat]:
        seats = [Seat("directrice", organization_id, DIRECTRICE), Seat("agent", ARS, AGENT)]
        return seats if self.seated else []

    def members(self, organization_id: UUID) -> list[Seat]:
        return [Seat(None, organization_id, AGENT)] if self.entered else []

    def joining(self, _: UUID) -> Joining:
        return Joining(organization_id=ARS, convention_id=UUID(int=20), asked_by=self.asked_by)

    def deadline(self, _: UUID) -> date | None:
        return None

    def organization(self, _: UUID) -> str:
        return "ARS"


def recorded(
    kind: type[Any], provenance: ProvenanceKind = ProvenanceKind.UI, **others: Any
) -> Recorded:
    fields = (convention.EXAMPLES | registry.EXAMPLES | access.EXAMPLES)[kind] | others
    event = object.__new__(kind)
    vars(event).update(fields, originator_id=UUID(int=20), originator_version=7)
    return Recorded(
        tenant="48",
        position=12,
        topic=kind.TOPIC,
        event=event,
        envelope=Envelope(
            effective_on=BusinessDate(date(2026, 11, 22)),
            provenance=Provenance(provenance),
            correlation_id=uuid4(),
        ),
        recorded_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
    )


def told(notices: list[Notice]) -> list[tuple[UUID, As]]:
    return [(notice.recipient, notice.told_as) for notice in notices]


@pytest.mark.parametrize(
    "kind",
    [
        Convention.SignatureRoundOpened,
        Convention.ConventionSignedBy,
        Convention.ConventionSigned,
        Convention.AvenantSigned,
    ],
)
def test_signatories_and_joined_partners_are_told(kind: type[Any]) -> None:
    assert told(due(recorded(kind), Given())) == [
        (PREFET, As.SIGNATORY),
        (PRESIDENTE, As.SIGNATORY),
        (DIRECTRICE, As.PARTNER),
    ]


@pytest.mark.parametrize("kind", [PartnerJoining.PartnerJoined, PartnerJoining.PartnerJoinRefused])
def test_a_partner_is_told_alone_what_became_of_its_request(kind: type[Any]) -> None:
    assert told(due(recorded(kind), Given())) == [(DIRECTRICE, As.PARTNER), (AGENT, As.PARTNER)]


@pytest.mark.parametrize("kind", [PartnerJoining.PartnerJoined, PartnerJoining.PartnerJoinRefused])
def test_who_asked_for_a_joining_is_told_even_in_no_office(kind: type[Any]) -> None:
    alone = Given(seated=False, asked_by=REQUESTER)
    assert told(due(recorded(kind), alone)) == [(REQUESTER, As.REQUESTER)]
    both = told(due(recorded(kind), Given(asked_by=AGENT)))
    assert both == [(DIRECTRICE, As.PARTNER), (AGENT, As.PARTNER)]
    assert due(recorded(kind), Given(seated=False)) == []


@pytest.mark.parametrize("kind", [PartnerJoining.PartnerJoined, PartnerJoining.PartnerJoinRefused])
def test_members_are_told_where_nobody_else_can_be(kind: type[Any]) -> None:
    assert told(due(recorded(kind), Given(seated=False, entered=True))) == [(AGENT, As.MEMBER)]
    assert AGENT not in dict(
        told(due(recorded(kind), Given(seated=False, entered=True, asked_by=REQUESTER)))
    )


def test_a_person_is_told_once_of_an_event_as_signatory_first() -> None:
    given = Given(joined=[Seat("directrice", ARS, PREFET)])
    notices = due(recorded(Convention.ConventionSigned), given)
    assert told(notices) == [(PREFET, As.SIGNATORY), (PRESIDENTE, As.SIGNATORY)]


def test_an_empty_seat_is_told_nothing() -> None:
    given = Given(signing=[Seat("prefet", STATE, None)], joined=[])
    assert due(recorded(Convention.SignatureRoundOpened), given) == []


@pytest.mark.parametrize(
    ("provenance", "number"),
    [
        (ProvenanceKind.UI, 3),
        (ProvenanceKind.API, 3),
        (ProvenanceKind.DEMO, 3),
        (ProvenanceKind.IMPORT, 0),
        (ProvenanceKind.SYSTEM, 0),
    ],
)
def test_only_what_people_did_here_is_told(provenance: ProvenanceKind, number: int) -> None:
    assert len(due(recorded(Convention.ConventionSigned, provenance), Given())) == number


@pytest.mark.parametrize(
    "kind", [Member.MemberInvited, Member.MemberInvitedAgain, Member.InvitationRenewed]
)
@pytest.mark.parametrize("provenance", list(ProvenanceKind))
def test_an_invitation_is_told_to_the_invited_person_alone(
    provenance: ProvenanceKind, kind: type[Any]
) -> None:
    notices = due(recorded(kind, provenance), Given())
    people = provenance in (ProvenanceKind.UI, ProvenanceKind.API, ProvenanceKind.DEMO)
    assert told(notices) == ([(access.PERSON, As.INVITED)] if people else [])


def test_an_invitation_may_be_for_no_organization_and_machines_get_none() -> None:
    invited = recorded(Member.MemberInvited, organization_id=None)
    (notice,) = due(invited, Given())
    assert (notice.organization_id, notice.office) == (None, None)
    vars(invited.event)["kind"] = MemberKind.MACHINE
    assert due(invited, Given()) == []


def test_what_else_happens_to_a_convention_tells_nobody() -> None:
    assert due(recorded(Convention.FundingAdjusted), Given()) == []


def test_a_notice_has_the_same_identity_each_time_it_is_found() -> None:
    first, again = (due(recorded(Convention.ConventionSigned), Given()) for _ in range(2))
    assert first == again
    source = event_id(UUID(int=20), 7)
    assert first[0].event_id == source
    assert first[0].outbox_id == uuid5(source, f"{PREFET}:mail")
    assert len({notice.outbox_id for notice in first}) == 3


def test_every_kind_that_is_told_exists_and_has_its_words() -> None:
    kinds = {get_topic(event).rpartition(".")[0] for event in event_classes()}
    assert CONCERNED.keys() <= kinds
    assert CONCERNED.keys() == KINDS == NOTICES.keys()
