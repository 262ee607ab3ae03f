"""A convention brought by its people, through the services, as far as a test needs it."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from domain.convention.action import Nature
from domain.convention.convention import Convention
from domain.convention.kind import Kind
from domain.convention.signature import Side, Slot
from domain.convention.writing import drafting as rules
from domain.registry.facts import OrganizationKind
from domain.roles import Role
from services.ask import Ask
from services.conventions import actions, commands, drafting, review
from services.pactes import Pactes, Receipt
from services.ports import People, Person, Sides
from services.registry.commands import AppointOfficeHolder, RegisterOrganization
from services.registry.organizations import appoint_office_holder, register_organization
from services.signing import commands as signing
from services.signing import rounds
from tests.domain.platform.rules import RULES
from tests.services.conftest import asks

DEADLINE = date(2024, 9, 30)
SINCE = date(2024, 1, 1)
KINDS = {
    Side.STATE: (OrganizationKind.STATE_PREFECTURE, "prefet", Role.PREFET_SIGNATORY),
    Side.DEPARTEMENT: (OrganizationKind.DEPARTEMENT, "president", Role.DEPT_SIGNATORY),
}


@dataclass
class Acts:
    """Organizations and the people in their signing offices, by side."""

    pactes: Pactes
    people: People
    sides: Sides
    organizations: dict[Side, UUID] = field(default_factory=dict)
    holders: dict[Side, UUID] = field(default_factory=dict)

    def registry(self) -> "Acts":
        for side, (kind, office, _) in KINDS.items():
            organization = self.organization(kind)
            self.organizations[side], self.holders[side] = organization, self.person()
            self.appoint(side, office, self.holders[side])
        return self

    def organization(self, kind: OrganizationKind) -> UUID:
        command = RegisterOrganization(legal_name=f"Organisme {uuid4()}", kind=kind)
        return register_organization(self.pactes, asks(Role.TENANT_ADMIN), command).stream

    def person(self) -> UUID:
        person = Person(person_id=uuid4(), display_name="Personne d’essai")
        self.people.create(person)
        return person.person_id

    def appoint(self, side: Side, office: str, person_id: UUID, since: date = SINCE) -> None:
        command = AppointOfficeHolder(
            organization_id=self.organizations[side],
            office=office,
            person_id=person_id,
            since=since,
        )
        appoint_office_holder(self.pactes, self.people, asks(Role.TENANT_ADMIN), command)

    def bare(self, kind: Kind = Kind.CLS) -> UUID:
        draft = rules.draft(
            convention_id=uuid4(),
            tenant="48",
            rules=RULES[kind],
            title="Contrat local des solidarités",
            starts_on=date(2024, 1, 1),
            ends_on=date(2027, 12, 31),
            territory_codes=["48"],
            axes=RULES[kind].allowed_axes,
        )
        return self.pactes.record(asks(Role.DEPT_AGENT), draft).stream

    def draft(self) -> UUID:
        """With both parties, a slot of each, and one action."""
        convention_id = self.bare()
        for side, (_, office, _) in KINDS.items():
            organization = self.organizations[side]
            party = commands.AddParty(
                convention_id=convention_id, organization_id=organization, side=side
            )
            drafting.add_party(self.pactes, asks(Role.DEPT_AGENT), party)
            slot = commands.DesignateSignatory(
                convention_id=convention_id,
                office=office,
                side=side,
                organization_id=organization,
            )
            drafting.designate_signatory(self.pactes, asks(Role.DEPT_AGENT), slot)
        action = commands.AddAction(
            convention_id=convention_id, title="Mobilité", axe=3, nature=Nature.NEW
        )
        actions.add_action(self.pactes, asks(Role.DEPT_AGENT), action)
        return convention_id

    def submitted(self) -> UUID:
        convention_id = self.draft()
        command = commands.SubmitConvention(convention_id=convention_id)
        review.submit_convention(self.pactes, asks(Role.DEPT_MANAGER), command)
        return convention_id

    def agree(self, convention_id: UUID, ask: Ask) -> Receipt:
        command = commands.AgreeConvention(convention_id=convention_id)
        return review.agree_convention(self.pactes, self.sides, ask, command)

    def signing(self) -> UUID:
        """Agreed by both, frozen, open to signature."""
        convention_id = self.submitted()
        self.agree(convention_id, asks(Role.STATE_AGENT))
        self.agree(convention_id, asks(Role.DEPT_MANAGER))
        freeze = commands.FreezeVersion(convention_id=convention_id)
        review.freeze_version(self.pactes, asks(Role.DEPT_MANAGER), freeze)
        opening = signing.OpenRound(convention_id=convention_id, deadline=DEADLINE)
        rounds.open_round(self.pactes, asks(Role.DEPT_MANAGER), opening)
        return convention_id

    def holder(self, side: Side, person_id: UUID | None = None) -> Ask:
        return asks(
            KINDS[side][2],
            person_id=person_id or self.holders[side],
            organization_id=self.organizations[side],
        )

    def slot(self, convention_id: UUID, side: Side) -> Slot:
        slots = self.pactes.load(Convention, convention_id).terms.signatories.values()
        return next(slot for slot in slots if slot.side is side)

    def sign(self, convention_id: UUID, slot_of: Side, ask: Ask, content: str = "") -> Receipt:
        frozen = self.pactes.load(Convention, convention_id).frozen
        command = signing.Sign(
            convention_id=convention_id,
            signatory_id=self.slot(convention_id, slot_of).signatory_id,
            content_hash=content or (frozen.content_hash if frozen else "0" * 64),
        )
        return rounds.sign(self.pactes, ask, command)
