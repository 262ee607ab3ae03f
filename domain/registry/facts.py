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
