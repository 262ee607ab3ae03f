"""An organization of a département, and its office holders over time."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain.registry import facts
from domain.registry.facts import OrganizationKind


@dataclass(frozen=True, slots=True)
class Holding:
    """From the day `since` to the day `until`, both in office; None: still in office."""

    office: str
    person_id: UUID
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Delegation:
    """From the day `since` to the day `until`, both included."""

    delegation_id: UUID
    office: str
    holder_person_id: UUID
    delegate_person_id: UUID
    since: date
    until: date


class Organization(Aggregate):
    TOPIC = "organization"
    STATE_VERSION = 2
    Event = facts.Fact
    OrganizationRegistered = facts.OrganizationRegistered
    OfficeHolderAppointed = facts.OfficeHolderAppointed
    OfficeHolderEnded = facts.OfficeHolderEnded
    SigningDelegationGranted = facts.SigningDelegationGranted
    SigningDelegationEnded = facts.SigningDelegationEnded

    legal_name: str
    short_name: str | None
    kind: OrganizationKind
    siret: str | None
    rna: str | None
    holdings: tuple[Holding, ...]
    delegations: tuple[Delegation, ...]

    @staticmethod
    def create_id(organization_id: UUID) -> UUID:
        return organization_id

    @event(facts.OrganizationRegistered)
    def __init__(
        self,
        *,
        organization_id: UUID,  # noqa: ARG002  (the identity of the stream)
        legal_name: str,
        short_name: str | None,
        kind: OrganizationKind,
        siret: str | None,
        rna: str | None,
    ) -> None:
        self.legal_name = legal_name
        self.short_name = short_name
        self.kind = kind
        self.siret = siret
        self.rna = rna
        self.holdings = ()
        self.delegations = ()

    @event(facts.OfficeHolderAppointed)
    def office_holder_appointed(self, *, office: str, person_id: UUID, since: date) -> None:
        self.holdings = (*self.holdings, Holding(office, person_id, since))

    @event(facts.OfficeHolderEnded)
    def office_holder_ended(self, *, office: str, person_id: UUID, until: date) -> None:
        self.holdings = tuple(
            replace(held, until=until)
            if (held.office, held.person_id, held.until) == (office, person_id, None)
            else held
            for held in self.holdings
        )

    @event(facts.SigningDelegationGranted)
    def signing_delegation_granted(
        self,
        *,
        delegation_id: UUID,
        office: str,
        holder_person_id: UUID,
        delegate_person_id: UUID,
        since: date,
        until: date,
        act_ref: str,  # noqa: ARG002
    ) -> None:
        given = Delegation(
            delegation_id, office, holder_person_id, delegate_person_id, since, until
        )
        self.delegations = (*self.delegations, given)

    @event(facts.SigningDelegationEnded)
    def signing_delegation_ended(self, *, delegation_id: UUID, until: date) -> None:
        self.delegations = tuple(
            replace(given, until=until) if given.delegation_id == delegation_id else given
            for given in self.delegations
        )
