"""What happens to a member: in the log of the tenant, or of the platform for its own people."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.roles import Role


class MemberKind(StrEnum):
    HUMAN = "human"
    MACHINE = "machine"


class Scope(StrEnum):
    """What a machine may do of what its role allows."""

    READ = "read"
    WRITE = "write"


class MemberFact(Aggregate.Event):
    TOPIC = "member.event"


class MemberInvited(MemberFact, Aggregate.Created):
    """With a first role. Nothing is theirs before `MemberActivated`."""

    TOPIC = "member.member_invited.1"
    tenant: str
    person_id: UUID
    kind: MemberKind
    grant_id: UUID
    role: Role
    organization_id: UUID | None
    office: str | None


class MemberInvitedAgain(MemberFact):
    """Who was removed comes back as the same person, with one role and nothing of before."""

    TOPIC = "member.member_invited_again.1"
    person_id: UUID
    grant_id: UUID
    role: Role
    organization_id: UUID | None
    office: str | None


class InvitationRenewed(MemberFact):
    """The same roles are offered by another link: those of before let nobody in any more."""

    TOPIC = "member.invitation_renewed.1"
    person_id: UUID
    invitation_id: UUID


class MemberActivated(MemberFact):
    TOPIC = "member.member_activated.1"
    person_id: UUID


class MemberRemoved(MemberFact):
    """Every role, mandate and token ends. `motive` is a seal."""

    TOPIC = "member.member_removed.1"
    person_id: UUID
    motive: str


class SessionsEnded(MemberFact):
    """By somebody else than the person. Rights stay: they sign in again. `motive` is a seal."""

    TOPIC = "member.sessions_ended.1"
    person_id: UUID
    motive: str


class RoleGranted(MemberFact):
    TOPIC = "member.role_granted.1"
    grant_id: UUID
    role: Role
    organization_id: UUID | None
    office: str | None


class RoleRevoked(MemberFact):
    """`motive` is a seal."""

    TOPIC = "member.role_revoked.1"
    grant_id: UUID
    motive: str


class AuditMandateGranted(MemberFact):
    """`convention_ids` empty: the whole tenant. `since` and `until`: first and last day."""

    TOPIC = "member.audit_mandate_granted.1"
    mandate_id: UUID
    auditor_body: str
    convention_ids: tuple[UUID, ...]
    since: date
    until: date
    legal_basis: str


class AuditMandateRevoked(MemberFact):
    TOPIC = "member.audit_mandate_revoked.1"
    mandate_id: UUID
    motive: str


class RegionalMandateGranted(MemberFact):
    """`region_code`: of the COG. `since` and `until`: first and last day."""

    TOPIC = "member.regional_mandate_granted.1"
    mandate_id: UUID
    person_id: UUID
    region_code: str
    since: date
    until: date


class NationalMandateGranted(MemberFact):
    TOPIC = "member.national_mandate_granted.1"
    mandate_id: UUID
    person_id: UUID
    since: date
    until: date


class MandateRevoked(MemberFact):
    """Of a regional or national mandate. `reason` is a seal."""

    TOPIC = "member.mandate_revoked.1"
    mandate_id: UUID
    reason: str


class BreakGlassOpened(MemberFact):
    """Until that UTC instant the hoster reads this tenant. `reason` is a seal."""

    TOPIC = "member.break_glass_opened.1"
    opening_id: UUID
    tenant: str
    reason: str
    until: datetime


class BreakGlassClosed(MemberFact):
    TOPIC = "member.break_glass_closed.1"
    opening_id: UUID


class ApiTokenIssued(MemberFact):
    """`secret_sha256`: hex, of 256 random bits; `expires_on`: the last day of its use."""

    TOPIC = "member.api_token_issued.1"
    token_id: UUID
    secret_sha256: str
    scopes: tuple[Scope, ...]
    expires_on: date


class ApiTokenRevoked(MemberFact):
    """`motive` is a seal."""

    TOPIC = "member.api_token_revoked.1"
    token_id: UUID
    motive: str


class ClientRegistered(MemberFact):
    """The OAuth client that this machine is, at this issuer."""

    TOPIC = "member.client_registered.1"
    issuer: str
    client_id: str
    scopes: tuple[Scope, ...]


class ClientEnded(MemberFact):
    """What that client presents is nobody's any more. `motive` is a seal."""

    TOPIC = "member.client_ended.1"
    issuer: str
    client_id: str
    motive: str
