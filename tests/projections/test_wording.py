"""Sentences that people would otherwise misread."""

from typing import Any
from uuid import UUID

import pytest

from domain.convention.convention import Convention
from domain.convention.signature import Side
from domain.notification import Notification
from projections.trail import audit
from projections.trail.sentence import sentence
from tests.readside import EXAMPLES, fact

STREAM = UUID("c0ffee00-0000-4000-8000-000000000003")
NBSP, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def said(kind: type[Any], **fields: Any) -> str:
    assert audit.PROJECTION.version > 1
    return sentence(fact(kind, STREAM, 1, **fields))


@pytest.mark.parametrize(
    ("side", "whose"),
    [
        (Side.STATE, "pour l’État"),
        (Side.DEPARTEMENT, "pour le Département"),
        (Side.PARTNER, "pour un partenaire"),
    ],
)
def test_a_signatory_signs_for_a_side_that_did_not_designate_it(side: Side, whose: str) -> None:
    assert said(Convention.SignatoryDesignated, side=side).startswith(f"Signataire désigné {whose}")


@pytest.mark.parametrize("kind", [Convention.ConventionSigned, Convention.AvenantSigned])
def test_optional_signatures_may_be_missing(kind: type[Any]) -> None:
    assert "toutes les signatures requises sont réunies" in said(kind)


@pytest.mark.parametrize(("number", "written"), [(1, "1\xa0tentative"), (6, "6\xa0tentatives")])
def test_one_attempt_is_no_plural(number: int, written: str) -> None:
    told = said(Notification.NotificationGivenUp, attempts=number)
    assert told == f"Envoi abandonné après {written}{THIN}; il peut être relancé."


def test_one_signatory_is_no_plural() -> None:
    slots = EXAMPLES[Convention.SignatureRoundOpened]["slots"]
    alone = slots[:1]
    assert f"à 1{NBSP}signataire, " in said(Convention.SignatureRoundOpened, slots=alone)


def test_a_target_is_told_without_figures_whose_unit_is_not_known() -> None:
    assert (
        said(Convention.IndicatorTargetSet, old=2500, new=3000, exercice=2025)
        == f"Cible d’un indicateur modifiée, exercice{NBSP}2025."
    )
    assert "2500" not in said(Convention.IndicatorTargetSet, old=None, new=2500)


def test_a_lesser_amount_is_not_called_a_rise() -> None:
    told = said(Convention.FundingAdjusted, old_cents=200_00, new_cents=150_00, delta_cents=-50_00)
    assert told == (
        f"Financement modifié de 200,00{NBSP}€ à 150,00{NBSP}€ (écart{NBSP}: −50,00{NBSP}€)."
    )
