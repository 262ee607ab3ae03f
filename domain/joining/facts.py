"""What happens to the request of a partner to join a convention."""

from datetime import date
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.convention.signature import Side


class Fact(Aggregate.Event):
    """`by` is the person who acted, `by_office` None: in no office.

    Amounts are cents; motives are seals.
    """

    TOPIC = "partner_joining.event"


class PartnerJoinRequested(Fact, Aggregate.Created):
    """`contribution_text` is a public commitment, part of the act.

    `signatory_office`: the office in which the partner will sign.
    """

    TOPIC = "partner_joining.partner_join_requested.1"
    organization_id: UUID
    convention_id: UUID
    contribution_text: str
    amount_cents: int | None
    signatory_office: str
    by: UUID


class PartnerJoinAgreedByState(Fact):
    TOPIC = "partner_joining.partner_join_agreed_by_state.1"
    by_office: str | None
    by: UUID


class PartnerJoinAgreedByDepartement(Fact):
    TOPIC = "partner_joining.partner_join_agreed_by_departement.1"
    by_office: str | None
    deliberation_ref: str | None
    by: UUID


class PartnerJoinRefused(Fact):
    TOPIC = "partner_joining.partner_join_refused.1"
    side: Side
    motive: str
    by: UUID


class PartnerJoined(Fact):
    """`version_no`: the version of the convention in which the partner first appears."""

    TOPIC = "partner_joining.partner_joined.1"
    organization_id: UUID
    convention_id: UUID
    since: date
    version_no: int
