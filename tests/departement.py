"""A département at the level of its aggregates: organizations, people, one convention."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate

from domain.access import membership
from domain.access.facts import MemberKind
from domain.access.member import Member, member_id
from domain.convention.content import content_hash
from domain.convention.convention import Convention
from domain.convention.procedure import signing
from domain.convention.signature import Side
from domain.convention.version import Act, AvenantKind
from domain.dates import BusinessDate
from domain.envelope import Actor, Envelope, Provenance, ProvenanceKind
from domain.joining import agreement
from domain.joining.joining import PartnerJoining
from domain.registry import delegations, offices
from domain.registry.facts import OrganizationKind
from domain.registry.organization import Organization
from domain.roles import MACHINES, Role
from infra.wiring import Wiring
from services.ports import Person
from tests.examples.convention import EXAMPLES, SEAL

TODAY = date(2026, 11, 22)
DEADLINE = date(2026, 12, 18)
PREFET, PRESIDENTE, ARS = (UUID(f"7b1f9a34-7c1e-4c55-8d2a-00000000000{n}") for n in (1, 2, 3))
KEEPER = UUID("7b1f9a34-7c1e-4c55-8d2a-0000000000ff")
ADDRESSES = {PREFET: "prefet", PRESIDENTE: "presidente", ARS: "ars"}


@dataclass
class Departement:
    """What people do in one tenant."""

    wiring: Wiring
    tenant: str = "48"
    kind: ProvenanceKind = ProvenanceKind.API
    organizations: dict[UUID, UUID] = field(default_factory=dict)
    convention_id: UUID | None = None

    def found(self) -> "Departement":
        """Three organizations, the people in their offices, a convention with a partner."""
        people = self.wiring.people(self.tenant)
        for person, name in ADDRESSES.items():
            address = f"{name}@{self.tenant}.test"
            people.create(
                Person(person_id=person, display_name=name, civility="Madame", email=address)
            )
        for person, (kind, office, name) in {
            PREFET: (OrganizationKind.STATE_PREFECTURE, "prefet", "Préfecture"),
            PRESIDENTE: (OrganizationKind.DEPARTEMENT, "president", "Conseil départemental"),
            ARS: (OrganizationKind.ARS, "directeur_general", "ARS Occitanie"),
        }.items():
            organization = offices.register(
                organization_id=uuid4(),
                legal_name=name,
                short_name=None,
                kind=kind,
                siret=None,
                rna=None,
            )
            self._appoint(organization, office, person)
            self._save(organization)
            self.organizations[person] = organization.id
        return self.draft()

    def appoint(self, office: str, organization_of: UUID, person: UUID, name: str) -> None:
        address = f"{name}@{self.tenant}.test"
        self.wiring.people(self.tenant).create(
            Person(person_id=person, display_name=name, email=address)
        )
        held = self.organization(organization_of)
        self._appoint(held, office, person)
        self._save(held)

    def delegate(self, office: str, organization_of: UUID, person: UUID, until: date) -> UUID:
        """Its holder lets that person sign, from today on."""
        held, delegation = self.organization(organization_of), uuid4()
        delegations.grant(
            held,
            delegation_id=delegation,
            office=office,
            delegate_person_id=person,
            since=TODAY,
            until=until,
            act_ref="Arrêté n° 12",
            by=KEEPER,
            today=TODAY,
        )
        self._save(held)
        return delegation

    def organization(self, of: UUID) -> Organization:
        return self.wiring.pactes(self.tenant).load(Organization, self.organizations[of])

    def designate(self, office: str, organization_of: UUID, side: Side) -> None:
        convention = self.convention()
        convention.signatory_designated(
            signatory_id=uuid4(),
            office=office,
            side=side,
            organization_id=self.organizations[organization_of],
            required=True,
            order=3,
            joining_id=None,
        )
        self._save(convention)

    def register(self, name: str) -> UUID:
        """An organization, nobody in its offices."""
        organization = offices.register(
            organization_id=uuid4(),
            legal_name=name,
            short_name=None,
            kind=OrganizationKind.ASSOCIATION,
            siret=None,
            rna=None,
        )
        self._save(organization)
        return organization.id

    def draft(self) -> "Departement":
        convention = Convention(id=uuid4(), **EXAMPLES[Convention.ConventionDrafted])
        for order, (person, office, side) in enumerate(
            [(PREFET, "prefet", Side.STATE), (PRESIDENTE, "president", Side.DEPARTEMENT)], 1
        ):
            convention.signatory_designated(
                signatory_id=uuid4(),
                office=office,
                side=side,
                organization_id=self.organizations[person],
                required=True,
                order=order,
                joining_id=None,
            )
        self._save(convention)
        self.convention_id = convention.id
        return self

    def request(self, by: UUID = ARS) -> PartnerJoining:
        assert self.convention_id
        joining = agreement.request(
            organization_id=self.organizations[ARS],
            convention_id=self.convention_id,
            contribution_text="Deux postes",
            signatory_office="directeur_general",
            amount_cents=None,
            by=by,
        )
        self._save(joining)
        return joining

    def join(self) -> int:
        joining = self.request()
        agreement.agree_for_state(joining, by=PREFET, by_office="prefet")
        agreement.agree_for_departement(joining, by=PRESIDENTE, by_office="president")
        agreement.join(joining, since=TODAY, version_no=1)
        return self._save(joining)

    def refuse(self, asked_by: UUID = ARS) -> int:
        joining = self.request(asked_by)
        agreement.refuse(joining, side=Side.STATE, motive=SEAL, by=PREFET)
        return self._save(joining)

    def propose(self, organization_id: UUID) -> int:
        """A partner that did not ask itself; the State refuses."""
        assert self.convention_id
        joining = agreement.request(
            organization_id=organization_id,
            convention_id=self.convention_id,
            contribution_text="Un local",
            signatory_office="directeur",
            amount_cents=None,
            by=PRESIDENTE,
        )
        self._save(
            joining,
            actor=Actor(
                person_id=PRESIDENTE,
                role=Role.DEPT_MANAGER,
                auth_method="test",
                organization_id=self.organizations[PRESIDENTE],
            ),
        )
        agreement.refuse(joining, side=Side.STATE, motive=SEAL, by=PREFET)
        return self._save(joining)

    def open_round(self, version: int = 1) -> int:
        convention = self.convention()
        convention.version_frozen(
            version_no=version,
            act=Act.INITIAL if version == 1 else Act.AVENANT,
            content_hash=content_hash(convention),
            snapshot_ref=convention.version,
            effective_from=TODAY,
        )
        signing.open_round(convention, round_id=uuid4(), deadline=DEADLINE, today=TODAY)
        return self._save(convention)

    def sign(self, person: UUID) -> int:
        convention = self.convention()
        assert convention.signature_round
        slot = next(
            slot
            for slot in convention.signature_round.slots
            if slot.organization_id == self.organizations[person]
        )
        signing.sign(
            convention,
            signatory_id=slot.signatory_id,
            person_id=person,
            holder=person,
            signed_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
            signed_on=TODAY,
            content_hash=content_hash(convention),
        )
        return self._save(convention)

    def cancel_round(self) -> int:
        convention = self.convention()
        signing.cancel_round(convention, motive=SEAL)
        return self._save(convention)

    def open_avenant(self) -> int:
        convention = self.convention()
        convention.avenant_opened(
            avenant_no=1, motive=SEAL, kind=AvenantKind.ACTIONS, base_version=1
        )
        return self._save(convention)

    def invite(self, person: UUID, role: Role, **post: Any) -> int:
        kind = MemberKind.MACHINE if role in MACHINES else MemberKind.HUMAN
        member = membership.invite(
            tenant=self.tenant, person_id=person, kind=kind, grant_id=uuid4(), role=role, **post
        )
        return self._save(member)

    def invite_again(self, person: UUID, role: Role) -> int:
        """Who was here, and was removed."""
        member = self.member(person)
        membership.remove(member, motive="5f" * 32, by=uuid4())
        self._save(member)
        membership.invite_again(member, tenant=self.tenant, grant_id=uuid4(), role=role, by=uuid4())
        return self._save(member)

    def renew_invitation(self, person: UUID) -> int:
        member = self.member(person)
        membership.renew(member, invitation_id=uuid4(), by=uuid4())
        return self._save(member)

    def member(self, person: UUID) -> Member:
        return self.wiring.pactes(self.tenant).load(Member, member_id(self.tenant, person))

    def come_in(self, person: UUID) -> int:
        member = self.member(person)
        membership.activate(member)
        return self._save(member)

    def convention(self) -> Convention:
        assert self.convention_id
        return self.wiring.pactes(self.tenant).load(Convention, self.convention_id)

    def _appoint(self, held: Organization, office: str, person: UUID) -> None:
        offices.appoint(held, office=office, person_id=person, since=TODAY, by=KEEPER, today=TODAY)

    def _save(self, *aggregates: Aggregate, actor: Actor | None = None) -> int:
        context = Envelope(
            actor=actor,
            effective_on=BusinessDate(TODAY),
            provenance=Provenance(self.kind, "test"),
            correlation_id=uuid4(),
        )
        saved = self.wiring.pactes(self.tenant).save(*aggregates, context=context)
        return int(saved[-1].notification.id)
