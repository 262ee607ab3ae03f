"""Money: exact cents, one line per key, under the ceilings."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.canonical import LARGEST
from domain.convention import errors
from domain.convention.content import content
from domain.convention.convention import Convention
from domain.convention.facts import money as facts
from domain.convention.writing import drafting, funding
from domain.errors import RuleBroken
from domain.money import InvalidAmount
from tests.domain.convention.given import (
    ARS,
    CALPAE,
    CPT,
    DEPARTEMENT,
    PREFECTURE,
    SEAL,
    action,
    joined,
    last,
    line,
    matched,
    new_facts,
    to_agreed,
    with_parties,
)

AMOUNTS = st.integers(min_value=0, max_value=LARGEST)


def adjust(convention: Convention, line_id: UUID, cents: int) -> None:
    funding.adjust_funding(convention, line_id=line_id, new_cents=cents, motive=SEAL)


@given(st.lists(AMOUNTS, min_size=1, max_size=12))
def test_every_adjustment_starts_where_the_last_one_ended(amounts: list[int]) -> None:
    convention = with_parties()
    line_id = line(convention, 0)
    for cents in amounts:
        before = convention.terms.funding[line_id].amount_cents
        if cents == before:
            with pytest.raises(errors.Unchanged):
                adjust(convention, line_id, cents)
        else:
            adjust(convention, line_id, cents)
    found = [fact for fact in new_facts(convention) if isinstance(fact, facts.FundingAdjusted)]
    now = 0
    for fact in found:
        assert fact.old_cents == now
        assert fact.delta_cents == fact.new_cents - fact.old_cents
        now = fact.new_cents
    assert now == amounts[-1] == sum(fact.delta_cents for fact in found)
    assert convention.terms.funding[line_id].amount_cents == now


@given(st.lists(st.tuples(st.integers(2024, 2027), AMOUNTS), max_size=20))
def test_what_the_state_plans_is_the_exact_sum_of_its_lines(lines: list[tuple[int, int]]) -> None:
    convention = with_parties()
    planned = dict.fromkeys(range(2024, 2028), 0)
    for exercice, cents in lines:
        action_id = action(convention)
        if planned[exercice] + cents > LARGEST:
            with pytest.raises(InvalidAmount):
                line(convention, cents, exercice=exercice, action_id=action_id)
        else:
            line(convention, cents, exercice=exercice, action_id=action_id)
            planned[exercice] += cents
    held = list(convention.terms.funding.values())
    assert {year: funding.state_cents(convention, year, held) for year in planned} == planned


@pytest.mark.parametrize("amount", [-1, LARGEST + 1, 1.0, True, "100", None])
def test_an_amount_is_whole_cents(amount: Any) -> None:
    convention = with_parties()
    with pytest.raises(InvalidAmount):
        line(convention, amount)
    line_id = line(convention)
    with pytest.raises(InvalidAmount):
        adjust(convention, line_id, amount)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"exercice": 2023}, errors.ExerciceOutOfPeriod),
        ({"exercice": 2028}, errors.ExerciceOutOfPeriod),
        ({"funder_id": ARS}, errors.NotAParty),
        ({"action_id": uuid4()}, errors.UnknownAction),
        ({"volet": "socle"}, errors.UnknownVolet),
    ],
)
def test_a_line_belongs_to_the_convention(
    changed: dict[str, Any], refusal: type[RuleBroken]
) -> None:
    convention = with_parties()
    with pytest.raises(refusal):
        line(convention, **changed)


def test_a_joined_partner_may_fund() -> None:
    convention = with_parties(CPT)
    joined(convention)
    line(convention, funder_id=ARS)


def test_a_volet_has_its_own_exercices() -> None:
    convention = with_parties(CALPAE)
    drafting.define_volet(
        convention,
        code="socle",
        title="Mesures socle",
        starts_on=date(2024, 1, 1),
        ends_on=date(2025, 12, 31),
    )
    line(convention, volet="socle", exercice=2025)
    with pytest.raises(errors.ExerciceOutOfPeriod):
        line(convention, volet="socle", exercice=2026)


def test_money_of_an_action_counts_in_its_volet() -> None:
    convention = with_parties(CALPAE)
    drafting.define_volet(
        convention,
        code="socle",
        title="Mesures socle",
        starts_on=date(2024, 1, 1),
        ends_on=date(2025, 12, 31),
    )
    action_id = action(convention, volet="socle")
    line(convention, action_id=action_id, exercice=2025)
    with pytest.raises(errors.ExerciceOutOfPeriod):
        line(convention, action_id=action_id, exercice=2026)


def test_a_line_is_not_raised_again_beside_the_one_that_took_its_place() -> None:
    convention = with_parties()
    action_id = action(convention)
    first = line(convention, 100, action_id=action_id)
    adjust(convention, first, 0)
    second = line(convention, 50, action_id=action_id)
    with pytest.raises(errors.LineExists):
        adjust(convention, first, 100)
    adjust(convention, second, 0)
    adjust(convention, first, 100)


def test_one_line_for_one_action_exercice_funder_and_volet() -> None:
    convention = with_parties()
    action_id = action(convention)
    line_id = line(convention, action_id=action_id)
    with pytest.raises(errors.LineExists):
        line(convention, 5, action_id=action_id)
    line(convention, action_id=action_id, exercice=2025)
    line(convention, action_id=action_id, funder_id=DEPARTEMENT)
    line(convention, action_id=None)
    with pytest.raises(errors.IdentityTaken):
        funding.plan_funding(convention, line_id=line_id, funder_id=PREFECTURE, amount_cents=1)


def test_a_line_without_exercice_can_be_drafted() -> None:
    convention = with_parties()
    line_id = line(convention, 17_600_000, exercice=None)
    assert "exercice" not in content(convention)["funding"][str(line_id)]


def test_the_state_stays_under_the_ceiling() -> None:
    convention = with_parties()
    drafting.set_ceiling(convention, exercice=2024, amount_cents=1_000)
    first = line(convention, 600)
    with pytest.raises(errors.CeilingExceeded) as refusal:
        line(convention, 401, action_id=action(convention))
    assert refusal.value.field == "/amount_cents"
    line(convention, 400, action_id=action(convention))
    with pytest.raises(errors.CeilingExceeded):
        adjust(convention, first, 601)
    adjust(convention, first, 599)
    line(convention, 5_000, funder_id=DEPARTEMENT)
    line(convention, 5_000, exercice=2025)


def test_an_adjustment_says_old_new_and_difference() -> None:
    convention = with_parties()
    line_id = line(convention, 17_600_000)
    adjust(convention, line_id, 12_000_050)
    fact = last(convention)
    assert isinstance(fact, facts.FundingAdjusted)
    assert (fact.old_cents, fact.new_cents, fact.delta_cents) == (
        17_600_000,
        12_000_050,
        -5_599_950,
    )


def test_an_adjustment_is_refused_and_records_nothing() -> None:
    convention = with_parties()
    line_id = line(convention)
    new_facts(convention)
    with pytest.raises(errors.UnknownLine):
        adjust(convention, uuid4(), 5)
    with pytest.raises(errors.InvalidSeal):
        funding.adjust_funding(convention, line_id=line_id, new_cents=5, motive="avenant 2")
    assert new_facts(convention) == []


def test_agreed_money_does_not_change() -> None:
    convention = with_parties()
    line_id = matched(convention, action_id=action(convention))
    to_agreed(convention)
    with pytest.raises(errors.ContentFrozen):
        line(convention, exercice=2025)
    with pytest.raises(errors.ContentFrozen):
        adjust(convention, line_id, 5)
