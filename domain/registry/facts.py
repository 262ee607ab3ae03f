"""What happens to an organization (log of its département)."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from eventsourcing.domain import Aggregate


class OrganizationKind(StrEnum):
    STATE_PREFECTURE = "state_prefecture"
    STATE_DDETS = "state_ddets"
    STATE_REGION = "state_region"
    DEPARTEMENT = "departement"
    CAF = "caf"
    CCSS = "ccss"
    MSA = "msa"
    ARS = "ars"
    CPAM = "cpam"
    EDUCATION = "education"
    FRANCE_TRAVAIL = "france_travail"
    CHAMBER = "chamber"
    ASSOCIATION = "association"
    CCAS = "ccas"
    MUNICIPALITY = "municipality"
    COMPANY = "company"
    OTHER = "other"


class Fact(Aggregate.Event):
    TOPIC = "organization.event"


class OrganizationRegistered(Fact, Aggregate.Created):
    TOPIC = "organization.organization_registered.1"
    organization_id: UUID
    legal_name: str
    short_name: str | None
    kind: OrganizationKind
    siret: str | None
    rna: str | None


class OfficeHolderAppointed(Fact):
    """`since`: first day in the office."""

    TOPIC = "organization.office_holder_appointed.1"
    office: str
    person_id: UUID
    since: date


class OfficeHolderEnded(Fact):
    """`until`: last day in the office."""

    TOPIC = "organization.office_holder_ended.1"
    office: str
    person_id: UUID
    until: date


class SigningDelegationGranted(Fact):
    """Another person signs for who holds the office then, and for nobody after them.

    `since` and `until`: first and last day; `act_ref`: the act that says so (arrêté, délibération).
    """

    TOPIC = "organization.signing_delegation_granted.1"
    delegation_id: UUID
    office: str
    holder_person_id: UUID
    delegate_person_id: UUID
    since: date
    until: date
    act_ref: str


class SigningDelegationEnded(Fact):
    """`until`: its last day, earlier than was said."""

    TOPIC = "organization.signing_delegation_ended.1"
    delegation_id: UUID
    until: date
