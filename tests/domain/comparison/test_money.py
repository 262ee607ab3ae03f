"""Money: every line in its place, and sums that agree to the cent."""

from dataclasses import replace
from typing import Any

import pytest

from domain.comparison.comparing import (
    NoSuchExercice,
    OtherKind,
    compare,
    compare_departements,
    compare_exercices,
)
from domain.comparison.comparison import Between, Comparison, Count
from domain.comparison.totals import By
from domain.convention.content import content
from domain.convention.convention import Convention
from domain.convention.writing import actions, funding
from tests.domain.convention import given

EACH = 50_000_00


def planned() -> Convention:
    """Two actions of axes 1 and 3; the State and the Département pay the same for each."""
    convention = given.with_parties()
    for axe in (1, 3):
        action = given.action(convention, axe=axe, title=f"Axe {axe}")
        for funder in (given.PREFECTURE, given.DEPARTEMENT):
            given.line(convention, EACH, action_id=action, funder_id=funder)
    return convention


def deltas(found: Comparison, by: By) -> dict[Any, int]:
    return {
        (total.exercice, total.key): total.delta_cents
        for total in found.totals
        if total.by is by and total.delta_cents
    }


def test_an_amount_changes_in_its_place() -> None:
    convention = planned()
    old = content(convention)
    line_id = next(iter(convention.terms.funding))
    funding.adjust_funding(convention, line_id=line_id, new_cents=60_000_50, motive=given.SEAL)
    found = compare(old, content(convention))
    (amount,) = found.amounts
    assert (amount.line_id, amount.old_cents, amount.new_cents) == (str(line_id), EACH, 60_000_50)
    assert amount.delta_cents == 10_000_50
    assert (amount.place.exercice, amount.place.axe, amount.place.side) == (2024, 1, "state")
    for by, key in ((By.EXERCICE, None), (By.AXE, 1), (By.FUNDER, str(given.PREFECTURE))):
        assert deltas(found, by) == {(2024, key): 10_000_50}


def test_totals_also_say_what_stayed() -> None:
    found = compare(content(planned()), content(planned()))
    assert {total.by for total in found.totals} == set(By) - {By.ACTION}
    (all_of_2024,) = [total for total in found.totals if total.by is By.EXERCICE]
    assert all_of_2024.old_cents == all_of_2024.new_cents == 4 * EACH


def test_money_follows_its_action_to_another_axe() -> None:
    convention = planned()
    old = content(convention)
    first = next(iter(convention.terms.actions))
    convention.terms.actions[first] = replace(convention.terms.actions[first], axe=4)
    found = compare(old, content(convention))
    assert [(a.place.axe, a.old_cents, a.new_cents) for a in found.amounts] == 2 * [
        (1, EACH, None),
        (4, None, EACH),
    ]
    assert deltas(found, By.AXE) == {(2024, 1): -2 * EACH, (2024, 4): 2 * EACH}
    assert deltas(found, By.EXERCICE) == {}


def test_a_withdrawn_action_takes_its_lines_away() -> None:
    """As the rule stands only lines of nothing; the totals leave out whatever they hold."""
    convention = planned()
    old = content(convention)
    first = next(iter(convention.terms.actions))
    convention.terms.actions[first] = replace(convention.terms.actions[first], withdrawn=True)
    found = compare(old, content(convention))
    assert [amount.new_cents for amount in found.amounts] == [None, None]
    assert deltas(found, By.EXERCICE) == {(2024, None): -2 * EACH}
    assert found.counts == (Count(axe=1, old=1, new=0), Count(axe=3, old=1, new=1))


def test_a_line_counts_in_the_volet_of_its_action() -> None:
    convention = planned()
    first = next(iter(convention.terms.actions))
    moved = replace(convention.terms.actions[first], volet="socle")
    convention.terms.actions[first] = moved
    found = compare(content(planned()), content(convention))
    by_volet = {t.key: t.new_cents for t in found.totals if t.by is By.VOLET}
    assert by_volet == {None: 2 * EACH, "socle": 2 * EACH}


def test_a_partner_pays_as_a_partner() -> None:
    convention = given.with_parties(given.CPT)
    old = content(convention)
    given.joined(convention)
    given.line(convention, 5_00, funder_id=given.ARS, exercice=None)
    found = compare(old, content(convention))
    assert deltas(found, By.SIDE) == {(None, "partner"): 5_00}


def test_two_exercices_of_one_act_are_no_change_of_it() -> None:
    convention = planned()
    first = next(iter(convention.terms.actions))
    given.line(convention, 70_000_00, action_id=first, exercice=2025)
    found = compare_exercices(content(convention), 2024, 2025)
    assert (found.between, found.exercices) == (Between.EXERCICES, (2024, 2025))
    assert (found.lines, found.amounts, found.counts) == ((), (), ())
    assert deltas(found, By.SIDE) == {
        (None, "state"): 70_000_00 - 2 * EACH,
        (None, "departement"): -2 * EACH,
    }
    assert deltas(found, By.ACTION)[None, str(first)] == 70_000_00 - 2 * EACH
    assert not found.empty


def test_an_exercice_without_money_is_refused_and_those_that_are_known_named() -> None:
    with pytest.raises(NoSuchExercice, match=r"2031.*: 2024\.$"):
        compare_exercices(content(planned()), 2024, 2031)
    with pytest.raises(NoSuchExercice, match="aucun"):
        compare_exercices(content(given.with_parties()), 2024, 2025)


def test_two_departements_are_matched_by_what_both_know() -> None:
    """Actions, lines and organizations of one are unknown in the other."""
    one, other = planned(), planned()
    given.action(other, axe=4)
    line_id = next(iter(other.terms.funding))
    funding.adjust_funding(other, line_id=line_id, new_cents=EACH + 1, motive=given.SEAL)
    found = compare_departements(content(one), content(other))
    assert (found.lines, found.amounts) == ((), ())
    assert {total.by for total in found.totals} == {By.EXERCICE, By.SIDE, By.AXE, By.VOLET}
    assert deltas(found, By.AXE) == {(2024, 1): 1}
    assert Count(axe=4, old=0, new=1) in found.counts
    assert not found.empty


def test_only_acts_of_one_kind_are_compared_across_departements() -> None:
    with pytest.raises(OtherKind, match="CLS et CPT"):
        compare_departements(content(planned()), content(given.with_parties(given.CPT)))


def test_what_only_actions_tell_apart_is_a_difference() -> None:
    one, other = given.with_parties(), given.with_parties()
    assert compare_departements(content(one), content(other)).empty
    given.action(other)
    assert not compare_departements(content(one), content(other)).empty


def test_a_convention_has_nothing_to_tell_from_itself() -> None:
    convention = planned()
    assert compare(content(convention), content(convention)).empty
    actions.retitle(
        convention, action_id=next(iter(convention.terms.actions)), title="Autre intitulé"
    )
    assert not compare(content(planned()), content(convention)).empty
