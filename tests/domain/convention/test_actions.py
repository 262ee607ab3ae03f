"""Actions: their axe and nature, what they continue, how they are justified and withdrawn."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.convention import errors
from domain.convention.action import Dimension, Nature
from domain.convention.content import content
from domain.convention.convention import Convention
from domain.convention.facts import actions as facts
from domain.convention.kind import KindRules
from domain.convention.writing import actions, drafting, funding
from domain.errors import RuleBroken
from domain.text import InvalidText
from tests.domain.convention.given import (
    CALPAE,
    CLS,
    CPT,
    DEPARTEMENT,
    SEAL,
    action,
    drafted,
    last,
    line,
    new_facts,
    to_agreed,
    with_parties,
)


def test_an_action_is_added_with_its_operators_once_each() -> None:
    convention = drafted()
    action(
        convention,
        code="05-CLS-08",
        axe=4,
        operator_ids=[DEPARTEMENT, DEPARTEMENT],
        description=" Parcours\r\nde mobilité ",
        starts_on=date(2024, 9, 1),
        ends_on=date(2025, 8, 31),
    )
    fact = last(convention)
    assert isinstance(fact, facts.ActionAdded)
    assert fact.operator_ids == (DEPARTEMENT,)
    assert fact.description == "Parcours\nde mobilité"
    assert (fact.public, fact.territory, fact.volet) == ("", "", None)


@pytest.mark.parametrize("field", ["starts_on", "ends_on"])
def test_an_action_has_days_that_may_be(field: str) -> None:
    with pytest.raises(errors.InvalidPeriod) as refused:
        action(with_parties(), **{field: date(202, 5, 1)})
    assert refused.value.field == f"/{field}"


@pytest.mark.parametrize(
    ("rules", "changed", "refusal"),
    [
        (CLS, {"axe": 2}, errors.AxeNotAllowed),
        (CLS, {"axe": None}, errors.AxeNotAllowed),
        (CALPAE, {"axe": 1}, errors.AxeNotAllowed),
        (CALPAE, {"volet": "socle"}, errors.UnknownVolet),
        (CLS, {"nature": Nature.CARRIED_OVER}, errors.NatureNotAllowed),
        (CLS, {"title": ""}, InvalidText),
        (CLS, {"title": "x" * 301}, InvalidText),
        (CLS, {"description": "x" * 10_001}, InvalidText),
        (CLS, {"starts_on": date(2025, 1, 1), "ends_on": date(2024, 1, 1)}, errors.InvalidPeriod),
    ],
)
def test_an_action_is_refused(
    rules: KindRules, changed: dict[str, Any], refusal: type[RuleBroken]
) -> None:
    convention = drafted(rules)
    with pytest.raises(refusal):
        action(convention, **changed)


def test_a_narrower_convention_has_fewer_axes_than_its_kind() -> None:
    with pytest.raises(errors.AxeNotAllowed):
        action(drafted(axes=(1, 3)), axe=4)


def test_a_calpae_action_stands_in_a_volet() -> None:
    convention = drafted(CALPAE)
    drafting.define_volet(
        convention,
        code="socle",
        title="Mesures socle",
        starts_on=date(2024, 1, 1),
        ends_on=date(2025, 12, 31),
    )
    action(convention, volet="socle", nature=None)


def test_an_action_has_an_identity_of_its_own() -> None:
    convention = drafted()
    action_id = action(convention)
    with pytest.raises(errors.IdentityTaken):
        actions.add_action(convention, action_id=action_id, title="Autre", axe=1)


def carry(convention: Convention, action_id: UUID) -> None:
    actions.carry_over(
        convention, action_id=action_id, from_convention_id=uuid4(), from_action_id=uuid4()
    )


def test_an_action_never_continues_itself() -> None:
    convention = drafted(CALPAE)
    action_id = action(convention, nature=None)
    new_facts(convention)
    with pytest.raises(errors.OwnOrigin) as refused:
        actions.carry_over(
            convention,
            action_id=action_id,
            from_convention_id=convention.id,
            from_action_id=action_id,
        )
    assert refused.value.field == "/from_action_id"
    assert new_facts(convention) == []


@pytest.mark.parametrize(
    ("rules", "nature"), [(CLS, Nature.REINFORCED), (CPT, Nature.CARRIED_OVER), (CALPAE, None)]
)
def test_a_continued_action_is_linked_once(rules: KindRules, nature: Nature | None) -> None:
    convention = drafted(rules)
    action_id = action(convention, nature=nature)
    carry(convention, action_id)
    with pytest.raises(errors.Unchanged):
        carry(convention, action_id)


def test_a_new_action_continues_none() -> None:
    convention = drafted()
    with pytest.raises(errors.NotContinued):
        carry(convention, action(convention))


def justify(convention: Convention, action_id: UUID) -> None:
    actions.justify_reinforcement(
        convention, action_id=action_id, dimension=Dimension.AREA, wording="Deux cantons."
    )


def test_a_reinforcement_is_justified_where_it_is_claimed() -> None:
    convention = drafted()
    action_id = action(convention, nature=Nature.REINFORCED)
    justify(convention, action_id)
    assert content(convention)["actions"][str(action_id)]["reinforcement"]["dimension"] == "area"
    with pytest.raises(errors.NotReinforced):
        justify(convention, action(convention))


def test_a_title_changes_to_another() -> None:
    convention = drafted()
    action_id = action(convention, title="Avant")
    actions.retitle(convention, action_id=action_id, title="Après")
    fact = last(convention)
    assert isinstance(fact, facts.ActionRetitled)
    assert (fact.old, fact.new) == ("Avant", "Après")
    with pytest.raises(errors.Unchanged):
        actions.retitle(convention, action_id=action_id, title="Après ")


def test_a_withdrawn_action_leaves_the_content_and_takes_nothing_more() -> None:
    convention = with_parties()
    kept, gone = action(convention), action(convention)
    funded = line(convention, 500, action_id=gone)
    with pytest.raises(errors.ActionFunded):
        actions.withdraw(convention, action_id=gone, motive=SEAL)
    funding.adjust_funding(convention, line_id=funded, new_cents=0, motive=SEAL)
    actions.withdraw(convention, action_id=gone, motive=SEAL)
    assert content(convention)["actions"].keys() == {str(kept)}
    assert "funding" not in content(convention)
    with pytest.raises(errors.ActionGone):
        funding.adjust_funding(convention, line_id=funded, new_cents=1, motive=SEAL)
    for command in (carry, justify):
        with pytest.raises(errors.ActionGone):
            command(convention, gone)


def test_a_motive_is_a_seal_never_a_text() -> None:
    convention = drafted()
    with pytest.raises(errors.InvalidSeal):
        actions.withdraw(convention, action_id=action(convention), motive="Faute de candidats")


COMMANDS: list[Callable[[Convention, UUID], None]] = [
    carry,
    justify,
    lambda c, i: actions.retitle(c, action_id=i, title="Après"),
    lambda c, i: actions.withdraw(c, action_id=i, motive=SEAL),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_action_is_not_found(command: Callable[[Convention, UUID], None]) -> None:
    with pytest.raises(errors.UnknownAction) as refusal:
        command(drafted(), uuid4())
    assert refusal.value.field == "/action_id"


@pytest.mark.parametrize("command", [*COMMANDS, lambda c, _: action(c)])
def test_agreed_actions_do_not_change(command: Callable[[Convention, UUID], Any]) -> None:
    convention = with_parties()
    action_id = action(convention)
    to_agreed(convention)
    new_facts(convention)
    with pytest.raises(errors.ContentFrozen):
        command(convention, action_id)
    assert new_facts(convention) == []
