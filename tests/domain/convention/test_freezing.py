"""What must be there before a version is frozen, and what the freeze says."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from domain.convention import errors
from domain.convention.action import Dimension, Nature
from domain.convention.content import hash_to_sign
from domain.convention.convention import Convention
from domain.convention.facts import procedure
from domain.convention.kind import KindRules
from domain.convention.procedure import ending, freezing
from domain.convention.signature import Side
from domain.convention.version import Act
from domain.convention.writing import actions, drafting
from domain.errors import RuleBroken
from tests.domain.convention.given import (
    CALPAE,
    CLS,
    CPT,
    DEPARTEMENT,
    PREFECTURE,
    SEAL,
    TODAY,
    action,
    drafted,
    hash_of,
    joined,
    last,
    line,
    matched,
    to_agreed,
    to_frozen,
    to_review,
    to_running,
    to_signed,
    with_avenant,
    with_parties,
)


def test_a_freeze_points_at_the_content_that_was_agreed() -> None:
    convention = to_agreed(with_parties())
    agreed_at = convention.version
    freezing.freeze(convention, effective_from=date(2024, 1, 1))
    fact = last(convention)
    assert isinstance(fact, procedure.VersionFrozen)
    assert (fact.version_no, fact.act, fact.snapshot_ref) == (1, Act.INITIAL, agreed_at)
    assert fact.effective_from == date(2024, 1, 1)
    assert fact.content_hash == hash_to_sign(convention, date(2024, 1, 1))


def test_the_day_that_was_agreed_is_part_of_what_is_signed() -> None:
    convention = to_agreed(with_parties())
    hashes = [hash_to_sign(convention, date(2024, 1, day)) for day in (1, 2)]
    assert len({*hashes, hash_of(convention)}) == 3
    freezing.freeze(convention)
    fact = last(convention)
    assert isinstance(fact, procedure.VersionFrozen)
    assert fact.content_hash == hash_of(convention)


def test_only_what_is_agreed_is_frozen() -> None:
    for convention in (with_parties(), to_review(with_parties()), to_frozen(with_parties())):
        with pytest.raises(errors.NotAgreed):
            freezing.freeze(convention)


def refused(convention: Convention, refusal: type[RuleBroken]) -> None:
    with pytest.raises(refusal):
        freezing.freeze(to_agreed(convention))


def test_money_without_exercice_or_action_is_not_signed() -> None:
    convention = with_parties()
    line(convention, 17_600_000, exercice=None, action_id=action(convention))
    refused(convention, errors.LineWithoutExercice)
    convention = with_parties()
    line(convention, 17_600_000)
    refused(convention, errors.LineWithoutAction)


def test_a_line_brought_down_to_zero_lacks_nothing() -> None:
    convention = with_parties()
    line(convention, 0, exercice=None, action_id=action(convention))
    line(convention, 0)
    to_frozen(convention)


def test_a_calpae_is_funded_as_a_whole() -> None:
    convention = with_parties(CALPAE)
    matched(convention, 57_504_100)
    to_frozen(convention)
    unknown_year = with_parties(CALPAE)
    line(unknown_year, 57_504_100, exercice=None)
    refused(unknown_year, errors.LineWithoutExercice)


def test_a_claimed_reinforcement_is_justified_or_withdrawn() -> None:
    convention = with_parties()
    bare = action(convention, nature=Nature.REINFORCED)
    shown = action(convention, nature=Nature.REINFORCED)
    actions.justify_reinforcement(
        convention, action_id=shown, dimension=Dimension.PUBLIC, wording="Les jeunes."
    )
    refused(convention, errors.ReinforcementUnjustified)
    convention = with_parties()
    bare = action(convention, nature=Nature.REINFORCED)
    actions.withdraw(convention, action_id=bare, motive=SEAL)
    to_frozen(convention)


def test_a_cls_says_of_each_action_whether_it_is_new() -> None:
    convention = with_parties()
    unsaid = action(convention, nature=None)
    refused(convention, errors.NatureMissing)
    convention = with_parties()
    unsaid = action(convention, nature=None)
    actions.withdraw(convention, action_id=unsaid, motive=SEAL)
    to_frozen(convention)
    other = with_parties(CPT)
    action(other, nature=None)
    to_frozen(other)


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2028, 1, 1)])
def test_a_version_applies_within_the_years_of_the_convention(day: date) -> None:
    convention = to_agreed(with_parties(starts_on=date(2024, 3, 1)))
    with pytest.raises(errors.EffectiveOutOfPeriod):
        freezing.freeze(convention, effective_from=day)
    freezing.freeze(convention, effective_from=date(2024, 1, 1))


def test_an_avenant_never_applies_before_what_it_amends() -> None:
    convention = to_signed(with_parties(), effective_from=date(2024, 6, 1))
    ending.enter_execution(convention, on=TODAY, today=TODAY)
    to_agreed(with_avenant(convention))
    with pytest.raises(errors.EffectiveOutOfPeriod):
        freezing.freeze(convention, effective_from=date(2024, 5, 31))
    freezing.freeze(convention, effective_from=date(2024, 6, 1))


def party_and_slot(convention: Convention, side: Side, office: str, **other: Any) -> None:
    organization_id = uuid4()
    drafting.add_party(convention, organization_id=organization_id, side=side)
    drafting.designate_signatory(
        convention,
        signatory_id=uuid4(),
        office=office,
        side=side,
        organization_id=organization_id,
        **other,
    )


@pytest.mark.parametrize("side", [Side.STATE, Side.DEPARTEMENT])
def test_each_side_has_a_signatory_who_must_sign(side: Side) -> None:
    (other,) = {Side.STATE, Side.DEPARTEMENT} - {side}
    convention = drafted()
    party_and_slot(convention, side, "prefet")
    party_and_slot(convention, other, "president", required=False)
    refused(convention, errors.SideMissing)


def test_every_office_that_the_kind_requires_signs() -> None:
    convention = drafted()
    party_and_slot(convention, Side.STATE, "prefet")
    party_and_slot(convention, Side.DEPARTEMENT, "vice_president")
    with pytest.raises(errors.OfficeMissing, match="la présidence du Département"):
        freezing.freeze(to_agreed(convention))


def test_the_president_of_a_partner_signs_for_no_departement() -> None:
    convention = drafted(CPT)
    party_and_slot(convention, Side.STATE, "prefet")
    party_and_slot(convention, Side.DEPARTEMENT, "vice_president")
    joined(convention, office="president")
    refused(convention, errors.OfficeMissing)


def test_the_prefet_is_of_the_state_and_any_other_office_of_a_contracting_side() -> None:
    convention = drafted(replace(CPT, required_offices=("prefet", "tresorier")))
    party_and_slot(convention, Side.STATE, "sous_prefet")
    party_and_slot(convention, Side.DEPARTEMENT, "prefet")
    joined(convention, office="tresorier")
    with pytest.raises(errors.OfficeMissing, match="la préfète ou le préfet, tresorier"):
        freezing.freeze(to_agreed(convention))
    convention = drafted(replace(CPT, required_offices=("prefet", "tresorier")))
    party_and_slot(convention, Side.STATE, "prefet")
    party_and_slot(convention, Side.DEPARTEMENT, "tresorier")
    to_frozen(convention)


def test_two_departements_need_both_prefets() -> None:
    convention = with_parties(tenant="6AE", territory_codes=("67", "68"))
    refused(convention, errors.OfficeMissing)
    convention = with_parties(tenant="6AE", territory_codes=("67", "68"))
    party_and_slot(convention, Side.STATE, "prefet")
    to_frozen(convention)


@pytest.mark.parametrize(("rules", "equal"), [(CLS, True), (CALPAE, False)])
def test_the_ceilings_of_a_cls_are_equal(rules: KindRules, equal: bool) -> None:  # noqa: FBT001
    convention = with_parties(rules)
    drafting.set_ceiling(convention, exercice=2024, amount_cents=100)
    drafting.set_ceiling(convention, exercice=2025, amount_cents=101)
    if equal:
        refused(convention, errors.CeilingsUnequal)
    else:
        to_frozen(convention)


def test_an_avenant_may_make_ceilings_unequal() -> None:
    convention = with_avenant(to_running(with_parties()))
    drafting.set_ceiling(convention, exercice=2024, amount_cents=100)
    drafting.set_ceiling(convention, exercice=2025, amount_cents=101)
    to_frozen(convention)
    fact = last(convention)
    assert isinstance(fact, procedure.VersionFrozen)
    assert (fact.version_no, fact.act) == (2, Act.AVENANT)
    assert {PREFECTURE, DEPARTEMENT} == convention.terms.parties.keys()
