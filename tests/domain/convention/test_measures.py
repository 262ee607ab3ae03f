"""Objectives, indicators and targets."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.canonical import LARGEST
from domain.convention import errors
from domain.convention.action import Unit
from domain.convention.content import content
from domain.convention.convention import Convention
from domain.convention.facts import actions as facts
from domain.convention.writing import actions, measures
from domain.text import InvalidText
from tests.domain.convention.given import SEAL, action, drafted, last, to_agreed, with_parties


def objective(convention: Convention, action_id: UUID | None = None) -> UUID:
    objective_id = uuid4()
    measures.add_objective(
        convention, objective_id=objective_id, action_id=action_id, wording="Aller vers l’emploi"
    )
    return objective_id


def indicator(convention: Convention, objective_id: UUID, **other: Any) -> UUID:
    indicator_id = uuid4()
    said: dict[str, Any] = {"name": "Personnes suivies", "unit": Unit.PERSON}
    measures.define_indicator(
        convention, indicator_id=indicator_id, objective_id=objective_id, **{**said, **other}
    )
    return indicator_id


def target(convention: Convention, indicator_id: UUID, value: int, exercice: int = 2025) -> None:
    measures.set_target(convention, indicator_id=indicator_id, exercice=exercice, value=value)


def test_a_target_remembers_the_one_before() -> None:
    convention = drafted()
    indicator_id = indicator(convention, objective(convention, action(convention)), baseline=40)
    target(convention, indicator_id, 100)
    target(convention, indicator_id, 120)
    fact = last(convention)
    assert isinstance(fact, facts.IndicatorTargetSet)
    assert (fact.old, fact.new) == (100, 120)
    with pytest.raises(errors.Unchanged):
        target(convention, indicator_id, 120)


def test_the_content_nests_what_belongs_together() -> None:
    convention = drafted()
    action_id = action(convention)
    objective_id = objective(convention, action_id)
    indicator_id = indicator(convention, objective_id)
    target(convention, indicator_id, 5)
    whole = objective(convention)
    said = content(convention)
    assert said["actions"][str(action_id)]["objectives"][str(objective_id)]["indicators"] == {
        str(indicator_id): {
            "name": "Personnes suivies",
            "unit": "person",
            "direction": "up",
            "targets": {"2025": 5},
        }
    }
    assert said["objectives"].keys() == {str(whole)}


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        (Unit.PERSON, -1),
        (Unit.PERSON, True),
        (Unit.PERSON, 1.5),
        (Unit.PERSON, LARGEST + 1),
        (Unit.PERCENT_BP, 10_001),
    ],
)
def test_a_value_is_a_whole_number_of_its_unit(unit: Unit, value: Any) -> None:
    convention = drafted()
    objective_id = objective(convention)
    with pytest.raises(errors.InvalidMeasure):
        indicator(convention, objective_id, unit=unit, baseline=value)
    indicator_id = indicator(convention, objective_id, unit=unit)
    with pytest.raises(errors.InvalidMeasure):
        target(convention, indicator_id, value)


def test_a_target_lies_in_the_period() -> None:
    convention = drafted()
    with pytest.raises(errors.ExerciceOutOfPeriod):
        target(convention, indicator(convention, objective(convention)), 1, exercice=2028)


def test_what_is_not_there_is_not_found() -> None:
    convention = drafted()
    with pytest.raises(errors.UnknownAction):
        objective(convention, uuid4())
    with pytest.raises(errors.UnknownObjective):
        indicator(convention, uuid4())
    with pytest.raises(errors.UnknownIndicator):
        target(convention, uuid4(), 1)


def test_nothing_is_measured_of_a_withdrawn_action() -> None:
    convention = drafted()
    action_id = action(convention)
    objective_id = objective(convention, action_id)
    indicator_id = indicator(convention, objective_id)
    actions.withdraw(convention, action_id=action_id, motive=SEAL)
    with pytest.raises(errors.ActionGone):
        objective(convention, action_id)
    with pytest.raises(errors.ActionGone):
        indicator(convention, objective_id)
    with pytest.raises(errors.ActionGone):
        target(convention, indicator_id, 1)


def test_identities_are_taken_once() -> None:
    convention = drafted()
    objective_id = objective(convention)
    indicator_id = indicator(convention, objective_id)
    with pytest.raises(errors.IdentityTaken):
        measures.add_objective(
            convention, objective_id=objective_id, action_id=None, wording="Autre"
        )
    with pytest.raises(errors.IdentityTaken):
        measures.define_indicator(
            convention,
            indicator_id=indicator_id,
            objective_id=objective_id,
            name="Autre",
            unit=Unit.DAY,
        )


def test_an_objective_is_short() -> None:
    with pytest.raises(InvalidText):
        measures.add_objective(drafted(), objective_id=uuid4(), action_id=None, wording="x" * 1001)


def test_agreed_measures_do_not_change() -> None:
    convention = with_parties()
    objective_id = objective(convention)
    indicator_id = indicator(convention, objective_id)
    to_agreed(convention)
    with pytest.raises(errors.ContentFrozen):
        objective(convention)
    with pytest.raises(errors.ContentFrozen):
        indicator(convention, objective_id)
    with pytest.raises(errors.ContentFrozen):
        target(convention, indicator_id, 1)
