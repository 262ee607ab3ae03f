"""What people may ask of the registry. `since` and `until` are the first and last day in office."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.registry.facts import OrganizationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOrganization:
    legal_name: str
    kind: OrganizationKind
    short_name: str | None = None
    siret: str | None = None
    rna: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointOfficeHolder:
    organization_id: UUID
    office: str
    person_id: UUID
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfficeHolder:
    organization_id: UUID
    office: str
    person_id: UUID
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantSigningDelegation:
    """`since` and `until`: first and last day; `act_ref`: the act that says so."""

    organization_id: UUID
    office: str
    delegate_person_id: UUID
    since: date
    until: date
    act_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSigningDelegation:
    organization_id: UUID
    delegation_id: UUID
    until: date
