"""What people may ask about members, mandates and tokens. `motive` and `reason` are free texts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.access.facts import Scope
from domain.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteMember:
    """A person of the tenant, with a first role; they come in by a link that is theirs alone."""

    person_id: UUID
    role: Role
    organization_id: UUID | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewInvitation:
    """Another link for somebody who is still expected; the earlier ones are void."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRole:
    person_id: UUID
    role: Role
    organization_id: UUID | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeRole:
    person_id: UUID
    grant_id: UUID
    motive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMember:
    person_id: UUID
    motive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSessions:
    person_id: UUID
    motive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantAuditMandate:
    """`convention_ids` empty: the whole tenant; `since` and `until` are days."""

    person_id: UUID
    auditor_body: str
    since: date
    until: date
    legal_basis: str
    convention_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeAuditMandate:
    person_id: UUID
    mandate_id: UUID
    motive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRegionalMandate:
    person_id: UUID
    region_code: str
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantNationalMandate:
    person_id: UUID
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeMandate:
    person_id: UUID
    mandate_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBreakGlass:
    """For oneself, on one tenant, until that UTC instant."""

    tenant: str
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBreakGlass:
    opening_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterMachine:
    """`label` is what people call it; it is no personal data."""

    label: str
    role: Role
    organization_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterClient:
    """The machine is this OAuth client of that issuer (RFC 9068)."""

    person_id: UUID
    issuer: str
    client_id: str
    scopes: tuple[Scope, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndClient:
    person_id: UUID
    issuer: str
    client_id: str
    motive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueApiToken:
    """`expires_on`: the last day of its use, within a year."""

    person_id: UUID
    scopes: tuple[Scope, ...]
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeApiToken:
    person_id: UUID
    token_id: UUID
    motive: str
