from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest

from domain.canonical import LARGEST
from domain.convention.errors import AlreadyAgreed, NotAContractingSide, OnePersonTwoSides
from domain.convention.signature import Side
from domain.joining import agreement
from domain.joining.joining import PartnerJoining, joining_id
from domain.money import InvalidAmount

DDETS, DEPARTEMENT, ARS = uuid4(), uuid4(), uuid4()
SEAL = "5f" * 32


def requested(amount_cents: int | None = None) -> PartnerJoining:
    return agreement.request(
        organization_id=uuid4(),
        convention_id=uuid4(),
        contribution_text="Deux postes d’infirmier",
        amount_cents=amount_cents,
        signatory_office="director",
        by=ARS,
    )


def state(joining: PartnerJoining, by: UUID = DDETS) -> None:
    agreement.agree_for_state(joining, by=by, by_office="ddets")


def departement(joining: PartnerJoining, by: UUID = DEPARTEMENT) -> None:
    agreement.agree_for_departement(joining, by=by, by_office="dgas", deliberation_ref="CD/2024/1")


def join(joining: PartnerJoining) -> None:
    agreement.join(joining, since=date(2024, 9, 2), version_no=1)


def refuse(joining: PartnerJoining, side: Side = Side.STATE) -> None:
    agreement.refuse(joining, side=side, motive=SEAL, by=DDETS)


@pytest.mark.parametrize("order", [(state, departement), (departement, state)])
def test_both_agreements_in_any_order_make_a_partner(
    order: tuple[Callable[[PartnerJoining], None], ...],
) -> None:
    joining = requested()
    for agree in order:
        with pytest.raises(agreement.NotAgreedByBoth):
            join(joining)
        agree(joining)
    join(joining)
    assert joining.joined_since == date(2024, 9, 2)
    for again in (state, departement, refuse, join):
        with pytest.raises(agreement.AlreadyJoined):
            again(joining)


def test_one_person_cannot_agree_for_both() -> None:
    joining = requested()
    state(joining)
    with pytest.raises(OnePersonTwoSides):
        departement(joining, by=DDETS)
    assert joining.departement_agreed_by is None


def test_a_side_agrees_once() -> None:
    joining = requested()
    state(joining)
    with pytest.raises(AlreadyAgreed):
        state(joining, by=uuid4())


def test_one_refusal_ends_it() -> None:
    joining = requested()
    departement(joining)
    refuse(joining)
    for late in (state, departement, refuse, join):
        with pytest.raises(agreement.JoiningRefused):
            late(joining)


def test_a_partner_decides_nothing() -> None:
    with pytest.raises(NotAContractingSide):
        refuse(requested(), Side.PARTNER)


def test_a_partner_asks_once_for_a_convention() -> None:
    joining = requested()
    assert joining.id == joining_id(joining.organization_id, joining.convention_id)


@pytest.mark.parametrize("wrong", [-1, LARGEST + 1])
def test_a_contribution_is_an_amount_of_cents(wrong: int) -> None:
    with pytest.raises(InvalidAmount):
        requested(wrong)
    assert requested(LARGEST).amount_cents == LARGEST
