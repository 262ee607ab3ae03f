"""What a member holds: roles, mandates, tokens."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.access.facts import Scope
from domain.roles import Role


class MemberStatus(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    REMOVED = "removed"


class MandateKind(StrEnum):
    AUDIT = "audit"
    REGIONAL = "regional"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Grant:
    grant_id: UUID
    role: Role
    organization_id: UUID | None
    office: str | None


@dataclass(frozen=True, slots=True)
class Mandate:
    """From the day `since` to the day `until`; `convention_ids` empty: the whole tenant."""

    mandate_id: UUID
    kind: MandateKind
    since: date
    until: date
    region_code: str | None = None
    convention_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """Break-glass on one tenant, until that UTC instant."""

    opening_id: UUID
    tenant: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    token_id: UUID
    secret_sha256: str
    scopes: tuple[Scope, ...]
    expires_on: date


@dataclass(frozen=True, slots=True)
class Client:
    issuer: str
    client_id: str
    scopes: tuple[Scope, ...]
