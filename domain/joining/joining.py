"""A partner's request to join a convention.

A mutator has every field of its fact, used or not, and only assigns.
"""
# ruff: noqa: ARG002

from datetime import date
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from domain.convention.signature import Side
from domain.joining import facts


def joining_id(organization_id: UUID, convention_id: UUID) -> UUID:
    """A partner asks to join a convention once."""
    return uuid5(convention_id, f"joining:{organization_id}")


class PartnerJoining(Aggregate):
    """The persons who agreed for each side; `refused_by` the side that ended it."""

    TOPIC = "partner_joining"
    STATE_VERSION = 1
    Event = facts.Fact
    PartnerJoinRequested = facts.PartnerJoinRequested
    PartnerJoinAgreedByState = facts.PartnerJoinAgreedByState
    PartnerJoinAgreedByDepartement = facts.PartnerJoinAgreedByDepartement
    PartnerJoinRefused = facts.PartnerJoinRefused
    PartnerJoined = facts.PartnerJoined

    organization_id: UUID
    convention_id: UUID
    contribution_text: str
    amount_cents: int | None
    signatory_office: str
    requested_by: UUID
    state_agreed_by: UUID | None
    departement_agreed_by: UUID | None
    refused_by: Side | None
    joined_since: date | None

    @staticmethod
    def create_id(organization_id: UUID, convention_id: UUID) -> UUID:
        return joining_id(organization_id, convention_id)

    @event(facts.PartnerJoinRequested)
    def __init__(
        self,
        *,
        organization_id: UUID,
        convention_id: UUID,
        contribution_text: str,
        amount_cents: int | None,
        signatory_office: str,
        by: UUID,
    ) -> None:
        self.organization_id = organization_id
        self.convention_id = convention_id
        self.contribution_text = contribution_text
        self.amount_cents = amount_cents
        self.signatory_office = signatory_office
        self.requested_by = by
        self.state_agreed_by = None
        self.departement_agreed_by = None
        self.refused_by = None
        self.joined_since = None

    @event(facts.PartnerJoinAgreedByState)
    def partner_join_agreed_by_state(self, *, by_office: str | None, by: UUID) -> None:
        self.state_agreed_by = by

    @event(facts.PartnerJoinAgreedByDepartement)
    def partner_join_agreed_by_departement(
        self,
        *,
        by_office: str | None,
        deliberation_ref: str | None,
        by: UUID,
    ) -> None:
        self.departement_agreed_by = by

    @event(facts.PartnerJoinRefused)
    def partner_join_refused(self, *, side: Side, motive: str, by: UUID) -> None:
        self.refused_by = side

    @event(facts.PartnerJoined)
    def partner_joined(
        self,
        *,
        organization_id: UUID,
        convention_id: UUID,
        since: date,
        version_no: int,
    ) -> None:
        self.joined_since = since
