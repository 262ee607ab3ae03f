"""Both sides agree to one content, each by its own person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain.convention import errors, guards
from domain.convention.convention import Convention
from domain.convention.facts import procedure
from domain.convention.procedure import freezing, review
from domain.convention.signature import Side
from domain.convention.stage import Stage
from domain.convention.writing import drafting, funding
from tests.domain.convention.given import (
    ANNE,
    BRUNO,
    CHLOE,
    DEPARTEMENT,
    PREFECTURE,
    SEAL,
    agree,
    drafted,
    hash_of,
    last,
    line,
    new_facts,
    to_agreed,
    to_frozen,
    to_review,
    to_signing,
    with_parties,
)


def test_a_draft_is_submitted_once_it_has_both_parties() -> None:
    convention = drafted()
    drafting.add_party(convention, organization_id=PREFECTURE, side=Side.STATE)
    with pytest.raises(errors.SideMissing):
        review.submit(convention, by_side=Side.STATE)
    drafting.add_party(convention, organization_id=DEPARTEMENT, side=Side.DEPARTEMENT)
    review.submit(convention, by_side=Side.STATE)
    with pytest.raises(errors.NotDraft):
        review.submit(convention, by_side=Side.STATE)


def test_a_partner_neither_submits_nor_agrees() -> None:
    convention = with_parties()
    with pytest.raises(errors.NotAContractingSide):
        review.submit(convention, by_side=Side.PARTNER)
    with pytest.raises(errors.NotAContractingSide):
        review.agree(to_review(convention), side=Side.PARTNER, by=ANNE)


def test_two_sides_agree_to_the_same_content() -> None:
    convention = to_agreed(with_parties())
    fact = last(convention)
    assert isinstance(fact, procedure.ConventionAgreedBySide)
    assert (fact.side, fact.by) == (Side.DEPARTEMENT, BRUNO)
    assert fact.content_hash == hash_of(convention)
    assert guards.agreed(convention)


def test_one_person_does_not_agree_for_both_sides() -> None:
    convention = to_review(with_parties())
    review.agree(convention, side=Side.STATE, by=ANNE)
    with pytest.raises(errors.OnePersonTwoSides):
        review.agree(convention, side=Side.DEPARTEMENT, by=ANNE)


def test_a_side_agrees_once_to_one_content() -> None:
    convention = to_review(with_parties())
    review.agree(convention, side=Side.STATE, by=ANNE)
    with pytest.raises(errors.AlreadyAgreed):
        review.agree(convention, side=Side.STATE, by=CHLOE)


def test_a_change_during_the_review_voids_the_agreement_given_before() -> None:
    convention = to_review(with_parties())
    review.agree(convention, side=Side.STATE, by=ANNE)
    drafting.set_article(convention, no=1, title="Objet", wording="Un.")
    review.agree(convention, side=Side.DEPARTEMENT, by=BRUNO)
    assert not guards.agreed(convention)
    with pytest.raises(errors.NotAgreed):
        freezing.freeze(convention)
    review.agree(convention, side=Side.STATE, by=ANNE)
    freezing.freeze(convention)


def test_what_cannot_be_frozen_is_not_agreed_by_both() -> None:
    convention = to_review(with_parties())
    bare = line(convention)
    review.agree(convention, side=Side.STATE, by=ANNE)
    new_facts(convention)
    with pytest.raises(errors.LineWithoutAction):
        review.agree(convention, side=Side.DEPARTEMENT, by=BRUNO)
    assert new_facts(convention) == []
    funding.adjust_funding(convention, line_id=bare, new_cents=0, motive=SEAL)
    agree(convention)
    freezing.freeze(convention)


@pytest.mark.parametrize("point", [to_review, to_agreed, to_frozen])
def test_a_text_without_a_round_goes_back_to_the_draft(point: Callable[[Convention], Any]) -> None:
    convention = point(with_parties())
    review.give_back(convention, by_side=Side.DEPARTEMENT, motive=SEAL)
    fact = last(convention)
    assert isinstance(fact, procedure.ReviewReturned)
    assert (fact.by_side, fact.motive) == (Side.DEPARTEMENT, SEAL)
    assert (convention.stage, convention.agreements, convention.frozen) == (Stage.DRAFT, {}, None)
    drafting.set_article(convention, no=1, title="Objet", wording="Un.")
    to_frozen(convention)


@pytest.mark.parametrize("point", [lambda c: c, to_signing])
def test_neither_a_draft_nor_a_round_goes_back(point: Callable[[Convention], Any]) -> None:
    convention = with_parties()
    point(convention)
    with pytest.raises(errors.NotUnderReview):
        review.give_back(convention, by_side=Side.STATE, motive=SEAL)


def test_a_return_is_by_a_contracting_side_and_its_motive_is_sealed() -> None:
    convention = to_review(with_parties())
    with pytest.raises(errors.NotAContractingSide):
        review.give_back(convention, by_side=Side.PARTNER, motive=SEAL)
    with pytest.raises(errors.InvalidSeal):
        review.give_back(convention, by_side=Side.STATE, motive="Un motif.")


def test_what_both_agreed_to_says_how_it_can_change_again() -> None:
    with pytest.raises(errors.ContentFrozen, match="renvoyez-le"):
        line(to_agreed(with_parties()))


@pytest.mark.parametrize("point", [lambda c: c, to_frozen, to_signing])
def test_agreements_are_given_in_review_only(point: Callable[[Convention], Any]) -> None:
    convention = with_parties()
    point(convention)
    with pytest.raises(errors.NotUnderReview):
        agree(convention)


def test_the_author_alone_agrees_with_a_warning_where_others_could_have_read() -> None:
    convention = to_review(with_parties())
    users = frozenset({BRUNO, CHLOE})
    review.agree(
        convention, side=Side.DEPARTEMENT, by=BRUNO, authors=frozenset({BRUNO}), users=users
    )
    fact = last(convention)
    assert isinstance(fact, procedure.AgreementGivenByAuthorAlone)
    assert (fact.side, fact.by, fact.colleagues) == (Side.DEPARTEMENT, BRUNO, 1)
    assert convention.agreements["departement"].by_author_alone
    review.agree(convention, side=Side.STATE, by=ANNE)
    assert guards.agreed(convention)


@pytest.mark.parametrize(
    ("authors", "users"),
    [
        pytest.param({BRUNO}, {BRUNO}, id="nobody else is there"),
        pytest.param({BRUNO}, set(), id="a machine or a demonstration"),
        pytest.param({BRUNO, CHLOE}, {BRUNO, CHLOE}, id="two wrote"),
        pytest.param({CHLOE}, {BRUNO, CHLOE}, id="another one wrote"),
        pytest.param(set(), {BRUNO, CHLOE}, id="the other side wrote"),
    ],
)
def test_otherwise_an_agreement_is_given_without_warning(
    authors: set[UUID], users: set[UUID]
) -> None:
    convention = to_review(with_parties())
    review.agree(
        convention,
        side=Side.DEPARTEMENT,
        by=BRUNO,
        authors=frozenset(authors),
        users=frozenset(users),
    )
    assert isinstance(last(convention), procedure.ConventionAgreedBySide)
    assert not convention.agreements["departement"].by_author_alone


def test_a_changed_content_is_agreed_to_anew_without_the_old_warning() -> None:
    convention = to_review(with_parties())
    alone = {"authors": frozenset({BRUNO}), "users": frozenset({BRUNO, CHLOE})}
    review.agree(convention, side=Side.DEPARTEMENT, by=BRUNO, **alone)
    drafting.set_article(convention, no=1, title="Objet", wording="Un.")
    review.agree(convention, side=Side.DEPARTEMENT, by=CHLOE, **alone)
    assert not convention.agreements["departement"].by_author_alone
