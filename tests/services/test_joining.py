"""A partner joins: two agreements, one append with the slot on the convention."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from domain.convention.convention import Convention
from domain.convention.errors import AlreadyAgreed, NoPartnerInKind, OnePersonTwoSides
from domain.convention.kind import Kind
from domain.convention.signature import Side
from domain.convention.writing import drafting
from domain.joining.agreement import JoiningRefused
from domain.joining.joining import PartnerJoining
from domain.registry.facts import OrganizationKind
from domain.roles import Role
from projections.trail.sentence import sentence
from services.ask import Ask
from services.joining.commands import (
    AgreePartnerJoining,
    RefusePartnerJoining,
    RequestPartnerJoining,
)
from services.joining.joinings import (
    AlreadyRequested,
    NotAPartner,
    agree_partner_joining,
    refuse_partner_joining,
    request_partner_joining,
)
from services.pactes import Pactes, Receipt
from services.policy import Forbidden
from services.registry.commands import RegisterOrganization
from services.registry.organizations import register_organization
from tests.domain.platform.rules import RULES
from tests.services.conftest import TODAY, asks


def organization(pactes: Pactes, kind: OrganizationKind = OrganizationKind.ARS) -> UUID:
    command = RegisterOrganization(legal_name="Agence régionale de santé", kind=kind)
    return register_organization(pactes, asks(Role.TENANT_ADMIN), command).stream


def convention(pactes: Pactes, kind: Kind = Kind.CPT) -> UUID:
    draft = drafting.draft(
        convention_id=uuid4(),
        tenant="48",
        rules=RULES[kind],
        title="Convention partenariale territoriale",
        starts_on=date(2024, 1, 1),
        ends_on=date(2027, 12, 31),
        territory_codes=["48"],
        axes=RULES[kind].allowed_axes,
    )
    return pactes.record(asks(Role.DEPT_AGENT), draft).stream


def asked(pactes: Pactes, ars: UUID, convention_id: UUID, ask: Ask | None = None) -> Receipt:
    command = RequestPartnerJoining(
        convention_id=convention_id,
        organization_id=ars,
        contribution_text="Deux postes d’infirmier",
        signatory_office="director",
    )
    ask = ask or asks(Role.PARTNER_AGENT, organization_id=ars)
    return request_partner_joining(pactes, ask, command)


@pytest.fixture
def joining_id(pactes: Pactes) -> UUID:
    return asked(pactes, organization(pactes), convention(pactes)).stream


@pytest.mark.parametrize(
    ("first", "second"),
    [(Role.STATE_AGENT, Role.DEPT_MANAGER), (Role.DEPT_MANAGER, Role.STATE_AGENT)],
)
def test_the_second_agreement_joins_and_adds_the_slot_in_one_append(
    pactes: Pactes, joining_id: UUID, first: Role, second: Role
) -> None:
    command = AgreePartnerJoining(joining_id=joining_id)
    one = agree_partner_joining(pactes, asks(first), command)
    two = agree_partner_joining(pactes, asks(second, expected_version=2), command)
    assert (one.version, two.version, two.position) == (2, 4, one.position + 3)
    joining = pactes.load(PartnerJoining, joining_id)
    (slot,) = pactes.load(Convention, joining.convention_id).terms.signatories.values()
    assert joining.joined_since == TODAY
    assert (slot.side, slot.organization_id, slot.office, slot.required) == (
        Side.PARTNER,
        joining.organization_id,
        "director",
        True,
    )


def test_the_slot_stands_in_the_log_before_the_joining(pactes: Pactes, joining_id: UUID) -> None:
    """The content read where the partner joined includes the partner; the answer is the joining."""
    command = AgreePartnerJoining(joining_id=joining_id)
    agree_partner_joining(pactes, asks(Role.STATE_AGENT), command)
    receipt = agree_partner_joining(pactes, asks(Role.DEPT_MANAGER), command)
    said = pactes.notification_log.select(start=receipt.position - 2, limit=10)
    assert [one.topic for one in said] == [
        "convention.signatory_designated.1",
        "partner_joining.partner_join_agreed_by_departement.1",
        "partner_joining.partner_joined.1",
    ]
    assert (receipt.stream, receipt.version) == (joining_id, 4)
    stored = pactes.recorder.select_events(joining_id)
    assert len(stored) == receipt.version


@pytest.mark.parametrize("office", [None, "direction_solidarites"])
def test_who_agrees_in_no_office_is_said_to_hold_none(
    pactes: Pactes, joining_id: UUID, office: str | None
) -> None:
    """A role is no office: the event says what a person held, or nothing."""
    command = AgreePartnerJoining(joining_id=joining_id)
    for role in (Role.STATE_AGENT, Role.DEPT_MANAGER):
        agree_partner_joining(pactes, asks(role, office=office), command)
    agreed = [one for one in pactes.events.get(joining_id) if hasattr(one, "by_office")]
    assert [one.by_office for one in agreed] == [office, office]
    said = ", fonction\N{NO-BREAK SPACE}: direction solidarites." if office else "."
    assert sentence(agreed[0]) == f"Adhésion acceptée par l’État{said}"
    assert sentence(agreed[1]) == f"Adhésion acceptée par le Département{said}"


def test_one_agreement_leaves_the_convention_as_it_is(pactes: Pactes, joining_id: UUID) -> None:
    agree_partner_joining(
        pactes, asks(Role.STATE_AGENT), AgreePartnerJoining(joining_id=joining_id)
    )
    joining = pactes.load(PartnerJoining, joining_id)
    assert joining.joined_since is None
    assert pactes.load(Convention, joining.convention_id).terms.signatories == {}


def test_one_person_cannot_give_both_agreements(pactes: Pactes, joining_id: UUID) -> None:
    person, command = uuid4(), AgreePartnerJoining(joining_id=joining_id)
    agree_partner_joining(pactes, asks(Role.STATE_AGENT, person_id=person), command)
    with pytest.raises(OnePersonTwoSides):
        agree_partner_joining(pactes, asks(Role.DEPT_MANAGER, person_id=person), command)
    with pytest.raises(AlreadyAgreed):
        agree_partner_joining(pactes, asks(Role.STATE_AGENT), command)


def test_what_one_side_refused_the_other_cannot_agree_to(pactes: Pactes, joining_id: UUID) -> None:
    refusal = RefusePartnerJoining(joining_id=joining_id, motive="Hors du périmètre")
    refuse_partner_joining(pactes, asks(Role.DEPT_MANAGER), refusal)
    assert pactes.load(PartnerJoining, joining_id).refused_by is Side.DEPARTEMENT
    with pytest.raises(JoiningRefused):
        agree_partner_joining(
            pactes, asks(Role.STATE_AGENT), AgreePartnerJoining(joining_id=joining_id)
        )


def test_a_partner_asks_for_itself_and_once(pactes: Pactes) -> None:
    ars, cpt = organization(pactes), convention(pactes)
    with pytest.raises(Forbidden):
        asked(pactes, ars, cpt, asks(Role.PARTNER_AGENT, organization_id=uuid4()))
    asked(pactes, ars, cpt, asks(Role.DEPT_AGENT))
    with pytest.raises(AlreadyRequested):
        asked(pactes, ars, cpt)


def test_only_a_cpt_takes_partners(pactes: Pactes) -> None:
    with pytest.raises(NoPartnerInKind):
        asked(pactes, organization(pactes), convention(pactes, Kind.CLS))


def test_the_state_is_never_a_partner(pactes: Pactes) -> None:
    prefecture = organization(pactes, OrganizationKind.STATE_PREFECTURE)
    with pytest.raises(NotAPartner):
        asked(pactes, prefecture, convention(pactes), asks(Role.DEPT_MANAGER))


def test_a_partner_agrees_to_nothing(pactes: Pactes, joining_id: UUID) -> None:
    with pytest.raises(Forbidden):
        agree_partner_joining(
            pactes, asks(Role.PARTNER_AGENT), AgreePartnerJoining(joining_id=joining_id)
        )
