"""A member of a tenant: everything that decides what this person or machine may do there.

Longer than others: the whole fold, one method per fact.
"""

from datetime import date, datetime
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from domain.access import facts
from domain.access.facts import MemberKind, Scope
from domain.access.held import (
    ApiToken,
    Client,
    Grant,
    Mandate,
    MandateKind,
    MemberStatus,
    Opening,
)
from domain.platform.tenant import tenant_id
from domain.roles import Role


def member_id(tenant: str, person_id: UUID) -> UUID:
    """The stream of a member, in the log of that tenant (or of `platform`)."""
    return uuid5(tenant_id(tenant), str(person_id))


class Member(Aggregate):
    TOPIC = "member"
    STATE_VERSION = 1
    Event = facts.MemberFact
    MemberInvited = facts.MemberInvited
    MemberInvitedAgain = facts.MemberInvitedAgain
    InvitationRenewed = facts.InvitationRenewed
    MemberActivated = facts.MemberActivated
    MemberRemoved = facts.MemberRemoved
    SessionsEnded = facts.SessionsEnded
    RoleGranted = facts.RoleGranted
    RoleRevoked = facts.RoleRevoked
    AuditMandateGranted = facts.AuditMandateGranted
    AuditMandateRevoked = facts.AuditMandateRevoked
    RegionalMandateGranted = facts.RegionalMandateGranted
    NationalMandateGranted = facts.NationalMandateGranted
    MandateRevoked = facts.MandateRevoked
    BreakGlassOpened = facts.BreakGlassOpened
    BreakGlassClosed = facts.BreakGlassClosed
    ApiTokenIssued = facts.ApiTokenIssued
    ApiTokenRevoked = facts.ApiTokenRevoked
    ClientRegistered = facts.ClientRegistered
    ClientEnded = facts.ClientEnded

    person_id: UUID
    kind: MemberKind
    status: MemberStatus
    invitation_id: UUID
    grants: tuple[Grant, ...]
    mandates: tuple[Mandate, ...]
    openings: tuple[Opening, ...]
    tokens: tuple[ApiToken, ...]
    clients: tuple[Client, ...]

    @staticmethod
    def create_id(tenant: str, person_id: UUID) -> UUID:
        return member_id(tenant, person_id)

    @event(facts.MemberInvited)
    def __init__(
        self,
        *,
        tenant: str,  # noqa: ARG002  (with the person, the identity of the stream)
        person_id: UUID,
        kind: MemberKind,
        grant_id: UUID,
        role: Role,
        organization_id: UUID | None,
        office: str | None,
    ) -> None:
        self.person_id = person_id
        self.kind = kind
        self.status = MemberStatus.INVITED
        self.invitation_id = grant_id
        self.grants = (Grant(grant_id, role, organization_id, office),)
        self.mandates = ()
        self.openings = ()
        self.tokens = ()
        self.clients = ()

    @event(facts.MemberInvitedAgain)
    def member_invited_again(
        self,
        *,
        person_id: UUID,  # noqa: ARG002
        grant_id: UUID,
        role: Role,
        organization_id: UUID | None,
        office: str | None,
    ) -> None:
        self.status = MemberStatus.INVITED
        self.invitation_id = grant_id
        self.grants = (Grant(grant_id, role, organization_id, office),)

    @event(facts.InvitationRenewed)
    def invitation_renewed(self, *, person_id: UUID, invitation_id: UUID) -> None:  # noqa: ARG002
        self.invitation_id = invitation_id

    @event(facts.MemberActivated)
    def member_activated(self, *, person_id: UUID) -> None:  # noqa: ARG002
        self.status = MemberStatus.ACTIVE

    @event(facts.MemberRemoved)
    def member_removed(self, *, person_id: UUID, motive: str) -> None:  # noqa: ARG002
        self.status = MemberStatus.REMOVED
        self.grants = ()
        self.mandates = ()
        self.openings = ()
        self.tokens = ()
        self.clients = ()

    @event(facts.SessionsEnded)
    def sessions_ended(self, *, person_id: UUID, motive: str) -> None:
        """Sessions are kept beside the log."""

    @event(facts.RoleGranted)
    def role_granted(
        self, *, grant_id: UUID, role: Role, organization_id: UUID | None, office: str | None
    ) -> None:
        self.grants = (*self.grants, Grant(grant_id, role, organization_id, office))

    @event(facts.RoleRevoked)
    def role_revoked(self, *, grant_id: UUID, motive: str) -> None:  # noqa: ARG002
        self.grants = tuple(each for each in self.grants if each.grant_id != grant_id)

    @event(facts.AuditMandateGranted)
    def audit_mandate_granted(
        self,
        *,
        mandate_id: UUID,
        auditor_body: str,  # noqa: ARG002
        convention_ids: tuple[UUID, ...],
        since: date,
        until: date,
        legal_basis: str,  # noqa: ARG002
    ) -> None:
        mandate = Mandate(mandate_id, MandateKind.AUDIT, since, until, None, convention_ids)
        self.mandates = (*self.mandates, mandate)

    @event(facts.AuditMandateRevoked)
    def audit_mandate_revoked(self, *, mandate_id: UUID, motive: str) -> None:  # noqa: ARG002
        self.mandates = tuple(each for each in self.mandates if each.mandate_id != mandate_id)

    @event(facts.RegionalMandateGranted)
    def regional_mandate_granted(
        self,
        *,
        mandate_id: UUID,
        person_id: UUID,  # noqa: ARG002
        region_code: str,
        since: date,
        until: date,
    ) -> None:
        mandate = Mandate(mandate_id, MandateKind.REGIONAL, since, until, region_code)
        self.mandates = (*self.mandates, mandate)

    @event(facts.NationalMandateGranted)
    def national_mandate_granted(
        self,
        *,
        mandate_id: UUID,
        person_id: UUID,  # noqa: ARG002
        since: date,
        until: date,
    ) -> None:
        mandate = Mandate(mandate_id, MandateKind.NATIONAL, since, until)
        self.mandates = (*self.mandates, mandate)

    @event(facts.MandateRevoked)
    def mandate_revoked(self, *, mandate_id: UUID, reason: str) -> None:  # noqa: ARG002
        self.mandates = tuple(each for each in self.mandates if each.mandate_id != mandate_id)

    @event(facts.BreakGlassOpened)
    def break_glass_opened(
        self,
        *,
        opening_id: UUID,
        tenant: str,
        reason: str,  # noqa: ARG002
        until: datetime,
    ) -> None:
        self.openings = (*self.openings, Opening(opening_id, tenant, until))

    @event(facts.BreakGlassClosed)
    def break_glass_closed(self, *, opening_id: UUID) -> None:
        self.openings = tuple(each for each in self.openings if each.opening_id != opening_id)

    @event(facts.ApiTokenIssued)
    def api_token_issued(
        self, *, token_id: UUID, secret_sha256: str, scopes: tuple[Scope, ...], expires_on: date
    ) -> None:
        self.tokens = (*self.tokens, ApiToken(token_id, secret_sha256, scopes, expires_on))

    @event(facts.ApiTokenRevoked)
    def api_token_revoked(self, *, token_id: UUID, motive: str) -> None:  # noqa: ARG002
        self.tokens = tuple(each for each in self.tokens if each.token_id != token_id)

    @event(facts.ClientRegistered)
    def client_registered(self, *, issuer: str, client_id: str, scopes: tuple[Scope, ...]) -> None:
        self.clients = (*self.clients, Client(issuer, client_id, scopes))

    @event(facts.ClientEnded)
    def client_ended(self, *, issuer: str, client_id: str, motive: str) -> None:  # noqa: ARG002
        ended = issuer, client_id
        self.clients = tuple(c for c in self.clients if (c.issuer, c.client_id) != ended)
