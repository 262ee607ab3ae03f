"""Lines by identity: what came, went, was renamed, moved, changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.comparison.applying import OtherContent, apply
from domain.comparison.comparing import compare
from domain.comparison.lines import Change, Line, Part
from domain.convention.action import Dimension, Nature, Unit
from domain.convention.content import content
from domain.convention.convention import Convention
from domain.convention.signature import Side
from domain.convention.writing import actions, drafting, measures
from tests.domain.convention import given


def between(convention: Convention, change: Callable[[Convention], object]) -> tuple[Line, ...]:
    """What the convention says otherwise after the change."""
    old = content(convention)
    change(convention)
    new = content(convention)
    found = compare(old, new).lines
    assert apply(found, old) == new
    return found


def told(line: Line) -> tuple[Part, Change, str]:
    return line.part, line.change, line.field


def test_an_action_is_added_whole() -> None:
    convention = given.with_parties()
    (line,) = between(convention, lambda c: given.action(c, title="Agir"))
    assert told(line) == (Part.ACTIONS, Change.ADDED, "")
    assert line.new["title"] == "Agir"
    assert line.old is None


def test_a_withdrawn_action_takes_what_hangs_on_it_away() -> None:
    convention = given.with_parties()
    action_id = given.action(convention)
    line_id = given.line(convention, 0, action_id=action_id)
    objective_id = objective(convention, action_id)
    assert objective_id in convention.terms.objectives
    found = between(
        convention, lambda c: actions.withdraw(c, action_id=action_id, motive=given.SEAL)
    )
    assert [(told(line), line.key) for line in found] == [
        ((Part.ACTIONS, Change.WITHDRAWN, ""), str(action_id)),
        ((Part.FUNDING, Change.WITHDRAWN, ""), str(line_id)),
    ]
    assert str(objective_id) in found[0].old["objectives"]


def test_a_new_title_is_told_from_other_changes() -> None:
    convention = given.with_parties()
    action_id = given.action(convention, title="Agir")
    (line,) = between(
        convention, lambda c: actions.retitle(c, action_id=action_id, title="Agir mieux")
    )
    assert told(line) == (Part.ACTIONS, Change.RETITLED, "title")
    assert (line.key, line.old, line.new) == (str(action_id), "Agir", "Agir mieux")


@pytest.mark.parametrize(("field", "value"), [("axe", 3), ("volet", "socle")])
def test_an_action_in_another_place_has_moved(field: str, value: object) -> None:
    convention = given.with_parties()
    action_id = given.action(convention, axe=1)

    def move(c: Convention) -> None:
        held: Any = c.terms.actions[action_id]
        c.terms.actions[action_id] = replace(held, **{field: value})

    (line,) = between(convention, move)
    assert told(line) == (Part.ACTIONS, Change.MOVED, field)
    assert line.new == value


def test_a_justification_is_a_change_of_its_action() -> None:
    convention = given.with_parties()
    action_id = given.action(convention, nature=Nature.REINFORCED)

    def justify(text: str) -> Callable[[Convention], None]:
        return lambda c: actions.justify_reinforcement(
            c, action_id=action_id, dimension=Dimension.AREA, wording=text
        )

    (line,) = between(convention, justify("Deux cantons"))
    assert told(line) == (Part.ACTIONS, Change.CHANGED, "reinforcement")
    (line,) = between(convention, justify("Trois cantons"))
    assert (line.field, line.new) == ("reinforcement.text", "Trois cantons")


def test_what_is_aimed_at_is_found_under_its_own_identity() -> None:
    convention = given.with_parties()
    action_id = given.action(convention)
    (line,) = between(convention, lambda c: objective(c, action_id))
    assert told(line) == (Part.OBJECTIVES, Change.ADDED, "")
    (objective_id,) = convention.terms.objectives
    assert line.path == ("actions", str(action_id), "objectives", str(objective_id))
    indicator_id = uuid4()
    (line,) = between(
        convention,
        lambda c: measures.define_indicator(
            c, indicator_id=indicator_id, objective_id=objective_id, name="Suivis", unit=Unit.PERSON
        ),
    )
    assert (told(line), line.key) == ((Part.INDICATORS, Change.ADDED, ""), str(indicator_id))
    for value, change in ((10, Change.ADDED), (12, Change.CHANGED)):
        (line,) = between(convention, target(indicator_id, value))
        assert (told(line), line.key) == ((Part.TARGETS, change, ""), "2024")
        assert line.new == value


def test_articles_volets_and_ceilings_have_codes_for_identities() -> None:
    convention = given.with_parties()
    drafting.set_article(convention, no=2, title="Objet", wording="Un.")
    drafting.set_article(convention, no=10, title="Durée", wording="Deux.")

    def change(c: Convention) -> None:
        drafting.set_article(c, no=10, title="Durée", wording="Trois.")
        drafting.set_article(c, no=1, title="Parties", wording="L’État.")
        drafting.set_ceiling(c, exercice=2024, amount_cents=500_00)
        drafting.define_volet(
            c, code="actions", title="V", starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31)
        )

    assert [(told(line), line.key) for line in between(convention, change)] == [
        ((Part.ARTICLES, Change.ADDED, ""), "1"),
        ((Part.ARTICLES, Change.CHANGED, "text"), "10"),
        ((Part.CEILINGS, Change.ADDED, ""), "2024"),
        ((Part.VOLETS, Change.ADDED, ""), "actions"),
    ]


def test_who_contracts_and_who_signs() -> None:
    convention = given.drafted(given.CPT)

    def change(c: Convention) -> None:
        drafting.add_party(c, organization_id=given.PREFECTURE, side=Side.STATE)
        given.designate(c)
        given.joined(c)

    drafting.add_party(convention, organization_id=given.DEPARTEMENT, side=Side.DEPARTEMENT)
    found = between(convention, change)
    assert [line.part for line in found] == [Part.PARTIES, *[Part.SIGNATORIES] * 3]
    assert {line.change for line in found} == {Change.ADDED}


def test_dates_title_and_territory_belong_to_the_act() -> None:
    convention = given.with_parties()

    def change(c: Convention) -> None:
        c.terms.title = "Autre"
        c.terms.ends_on = date(2028, 12, 31)
        c.terms.territory_codes = ("67", "05")

    found = between(convention, change)
    assert [told(line) for line in found] == [
        (Part.CONVENTION, Change.CHANGED, "period.ends_on"),
        (Part.CONVENTION, Change.CHANGED, "territory_codes"),
        (Part.CONVENTION, Change.RETITLED, "title"),
    ]
    assert found[1].new == ["05", "67"]


def test_lines_are_refused_by_another_content() -> None:
    one, other = given.with_parties(), given.with_parties()
    action_id = given.action(one)
    found = between(one, lambda c: actions.retitle(c, action_id=action_id, title="Autre titre"))
    with pytest.raises(OtherContent):
        apply(found, content(other))


def test_a_content_of_another_shape_is_refused() -> None:
    convention = given.with_parties()
    found = between(convention, given.action)
    with pytest.raises(OtherContent, match="actions"):
        apply(found, {**content(convention), "actions": "?"})


def objective(convention: Convention, action_id: UUID) -> UUID:
    objective_id = uuid4()
    measures.add_objective(
        convention, objective_id=objective_id, action_id=action_id, wording="Aider"
    )
    return objective_id


def target(indicator_id: UUID, value: int) -> Callable[[Convention], None]:
    return lambda c: measures.set_target(c, indicator_id=indicator_id, exercice=2024, value=value)
