"""The State never brings more than its published share (rule 11)."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.canonical import LARGEST
from domain.convention import errors
from domain.convention.convention import Convention
from domain.convention.kind import KindRules
from domain.convention.procedure import freezing
from domain.convention.version import Act
from domain.convention.writing import funding
from tests.domain.convention.given import (
    ARS,
    CALPAE,
    CLS,
    CPT,
    DEPARTEMENT,
    SEAL,
    action,
    imported,
    joined,
    line,
    matched,
    take_over,
    to_agreed,
    to_frozen,
    with_avenant,
    with_parties,
)

CENTS = st.integers(0, LARGEST // 2)
CPT_SHARED = replace(CPT, share_scope="action", max_state_share_bp=5000)


def funded(rules: KindRules, state: int, departement: int) -> Convention:
    convention = with_parties(rules)
    of = action(convention) if rules is not CALPAE else None
    line(convention, state, action_id=of)
    line(convention, departement, action_id=of, funder_id=DEPARTEMENT)
    return convention


@given(CENTS, CENTS)
def test_the_state_brings_at_most_its_share_to_the_cent(state: int, departement: int) -> None:
    convention = funded(CLS, state, departement)
    if state <= departement:
        to_agreed(convention)
    else:
        with pytest.raises(errors.StateShareExceeded):
            to_agreed(convention)


def test_the_agreement_that_makes_two_names_the_action_and_the_exercice() -> None:
    convention = with_parties()
    line(convention, 1, action_id=action(convention, title="Mobilité"), exercice=2025)
    with pytest.raises(errors.StateShareExceeded, match=r"50 % : « Mobilité », exercice 2025\."):
        to_agreed(convention)


def test_a_share_may_have_a_fraction_of_a_percent() -> None:
    thirds = replace(CLS, max_state_share_bp=3333)
    to_frozen(funded(thirds, 3333, 6667))
    with pytest.raises(errors.StateShareExceeded, match="dépasse 33,33 %"):
        to_agreed(funded(thirds, 3334, 6667))


def test_one_action_or_year_never_makes_up_for_another() -> None:
    convention = funded(CLS, 100, 100)
    line(convention, 1, action_id=action(convention, title="Seule"))
    line(convention, 900, action_id=action(convention, title="Autre"), funder_id=DEPARTEMENT)
    with pytest.raises(errors.StateShareExceeded, match="Seule"):
        to_agreed(convention)
    convention = with_parties()
    of = action(convention)
    line(convention, 1, action_id=of, exercice=2024)
    line(convention, 1, action_id=of, exercice=2025, funder_id=DEPARTEMENT)
    with pytest.raises(errors.StateShareExceeded, match="exercice 2024"):
        to_agreed(convention)


def test_a_calpae_is_judged_as_a_whole_year_by_year() -> None:
    convention = with_parties(CALPAE)
    line(convention, 100, action_id=action(convention))
    line(convention, 100, action_id=action(convention), funder_id=DEPARTEMENT)
    to_frozen(convention)
    convention = funded(CALPAE, 100, 100)
    line(convention, 1, exercice=2025)
    with pytest.raises(errors.StateShareExceeded, match=r"50 % : exercice 2025\."):
        to_agreed(convention)


def test_where_no_share_is_published_the_state_may_bring_it_all() -> None:
    to_frozen(funded(CPT, 100, 0))


def test_what_does_not_count_as_a_match_matches_nothing() -> None:
    convention = with_parties()
    of = action(convention)
    line(convention, 1, action_id=of)
    line(convention, 100, action_id=of, funder_id=DEPARTEMENT, counts_as_match=False)
    with pytest.raises(errors.StateShareExceeded):
        to_agreed(convention)


@pytest.mark.parametrize(("said", "counts"), [(None, False), (True, True), (False, False)])
def test_the_money_of_a_partner_counts_when_it_is_said(*, said: bool | None, counts: bool) -> None:
    convention = with_parties(CPT_SHARED)
    joined(convention)
    of = action(convention)
    line(convention, 100, action_id=of)
    given_by_partner = line(convention, 100, action_id=of, funder_id=ARS, counts_as_match=said)
    assert convention.terms.funding[given_by_partner].counts_as_match is counts
    if counts:
        to_frozen(convention)
    else:
        with pytest.raises(errors.StateShareExceeded):
            to_agreed(convention)


def test_an_amount_adjusted_in_an_avenant_is_judged_again() -> None:
    convention = imported()
    of: UUID = matched(with_avenant(convention), 100)
    funding.adjust_funding(convention, line_id=of, new_cents=101, motive=SEAL)
    with pytest.raises(errors.StateShareExceeded):
        to_agreed(convention)


def test_what_was_signed_on_paper_is_taken_over_as_it_is() -> None:
    convention = with_parties(CALPAE, paper=True)
    line(convention, 17_600_000)
    take_over(convention, 1)
    take_over(convention, 2, Act.AVENANT)
    assert [version.no for version in convention.versions] == [1, 2]


def test_what_was_agreed_before_the_share_was_judged_is_not_frozen() -> None:
    """An agreement given by an older release is no way around the rule."""
    convention = funded(replace(CLS, share_scope="none"), 100, 0)
    to_agreed(convention)
    convention.rules = CLS
    with pytest.raises(errors.StateShareExceeded):
        freezing.freeze(convention)
