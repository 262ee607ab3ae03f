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


class Organization(Aggregate):
    TOPIC = "organization"
    STATE_VERSION = 1
    Event = facts.Fact
    OrganizationRegistered = facts.OrganizationRegistered
    OfficeHolderAppointed = facts.OfficeHolderAppointed
    OfficeHolderEnded = facts.OfficeHolderEnded

    legal_name: str
    short_name: str | None
    kind: OrganizationKind
    siret: str | None
    rna: str | None
    holdings: tuple[Holding, ...]

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
