"""Entering execution, and giving up before any signature."""

from datetime import date
from typing import Any

import pytest

from domain.convention import errors
from domain.convention.procedure import ending
from domain.convention.stage import Life
from domain.dates import DateOutOfBounds
from tests.domain.convention.given import (
    CALPAE,
    SEAL,
    TODAY,
    action,
    imported,
    to_agreed,
    to_frozen,
    to_review,
    to_running,
    to_signed,
    to_signing,
    with_parties,
)


def test_execution_may_begin_before_the_signature() -> None:
    convention = to_signed(with_parties(), effective_from=date(2024, 1, 1))
    ending.enter_execution(convention, on=date(2024, 1, 1), today=TODAY)
    assert convention.life is Life.RUNNING


def test_execution_does_not_begin_before_the_act_applies() -> None:
    convention = to_signed(with_parties(), effective_from=date(2024, 1, 1))
    with pytest.raises(errors.InvalidPeriod):
        ending.enter_execution(convention, on=date(2023, 12, 31), today=TODAY)


@pytest.mark.parametrize("day", [date(2029, 9, 3), date(9999, 1, 1)])
def test_execution_does_not_begin_in_a_far_future(day: date) -> None:
    convention = to_signed(with_parties())
    with pytest.raises(DateOutOfBounds) as refused:
        ending.enter_execution(convention, on=day, today=TODAY)
    assert refused.value.field == "/on"
    assert convention.life is Life.SIGNED
    ending.enter_execution(convention, on=date(2029, 9, 2), today=TODAY)


@pytest.mark.parametrize(
    ("point", "why"),
    [
        (to_signing, "annulez d’abord le tour"),
        (to_frozen, "figé pour la signature"),
        (to_signed, "signée"),
    ],
)
def test_who_cannot_abandon_is_told_why(point: Any, why: str) -> None:
    with pytest.raises(errors.NotAbandonable, match=why):
        ending.abandon(point(with_parties()), motive=SEAL)


def test_who_cannot_enter_execution_is_told_why() -> None:
    gone = with_parties()
    ending.abandon(gone, motive=SEAL)
    for convention, why in (
        (with_parties(), "pas encore signée"),
        (to_running(with_parties()), "déjà en exécution"),
        (gone, "abandonnée"),
    ):
        with pytest.raises(errors.NotSigned, match=why):
            ending.enter_execution(convention, on=TODAY, today=TODAY)


@pytest.mark.parametrize("point", [lambda c: c, to_signing, to_running])
def test_only_a_signed_convention_enters_execution(point: Any) -> None:
    convention = point(with_parties())
    with pytest.raises(errors.NotSigned):
        ending.enter_execution(convention, on=TODAY, today=TODAY)


@pytest.mark.parametrize("point", [lambda c: c, to_review, to_agreed])
def test_a_convention_in_preparation_is_abandoned_for_good(point: Any) -> None:
    convention = point(with_parties())
    ending.abandon(convention, motive=SEAL)
    assert convention.life is Life.ABANDONED
    with pytest.raises(errors.ContentFrozen, match="abandonnée"):
        action(convention)
    with pytest.raises(errors.NotAbandonable):
        ending.abandon(convention, motive=SEAL)


def test_an_import_that_came_to_nothing_is_abandoned() -> None:
    ending.abandon(with_parties(CALPAE, paper=True), motive=SEAL)


@pytest.mark.parametrize("point", [to_frozen, to_signing, to_signed, to_running])
def test_what_is_frozen_or_signed_is_not_abandoned(point: Any) -> None:
    with pytest.raises(errors.NotAbandonable):
        ending.abandon(point(with_parties()), motive=SEAL)


def test_a_paper_act_in_force_is_not_abandoned() -> None:
    with pytest.raises(errors.NotAbandonable):
        ending.abandon(imported(), motive=SEAL)
