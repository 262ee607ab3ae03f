"""Both sides agree to one content, each by its own person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain.convention import drafting, errors, freezing, guards, review
from domain.convention.convention import Convention
from domain.convention.facts import procedure
from domain.convention.signature import Side
from tests.domain.convention.given import (
    ANNE,
    BRUNO,
    CHLOE,
    DEPARTEMENT,
    PREFECTURE,
    agree,
    drafted,
    hash_of,
    last,
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
