"""Writing the act: what may be drafted, and what may not."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from domain.convention import errors
from domain.convention.convention import Convention
from domain.convention.facts import base, content
from domain.convention.signature import Side
from domain.convention.writing import drafting
from domain.departement import TerritoryNotCovered, UnknownTerritory
from domain.errors import RuleBroken
from domain.money import InvalidAmount
from domain.text import InvalidText
from tests.domain.convention.given import (
    ARS,
    CALPAE,
    CLS,
    CPT,
    DEPARTEMENT,
    PREFECTURE,
    drafted,
    joined,
    last,
    line,
    new_facts,
    to_agreed,
    to_frozen,
    to_review,
    to_running,
    to_signed,
    to_signing,
    with_avenant,
    with_parties,
)


def test_a_draft_keeps_the_rules_of_its_kind() -> None:
    convention = drafted()
    fact = last(convention)
    assert isinstance(fact, base.ConventionDrafted)
    assert (fact.kind, fact.rules_version, fact.allowed_axes) == ("CLS", "2024-1", (1, 3, 4))
    assert convention.rules == CLS


def test_axes_are_sorted_and_named_once() -> None:
    assert drafted(axes=(4, 1, 4)).terms.axes == (1, 4)


@pytest.mark.parametrize(
    ("rules", "axes"), [(CLS, (2,)), (CLS, ()), (CLS, (1, 2, 3, 4)), (CALPAE, (1,)), (CPT, (5,))]
)
def test_axes_must_be_those_of_the_kind(rules: Any, axes: tuple[int, ...]) -> None:
    with pytest.raises(errors.AxeNotAllowed) as refusal:
        drafted(rules, axes=axes)
    assert refusal.value.field == "/axes"


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"title": "  "}, InvalidText),
        ({"title": "x" * 301}, InvalidText),
        ({"title": "a\x07b"}, InvalidText),
        ({"territory_codes": ("99",)}, UnknownTerritory),
        ({"territory_codes": ("48",)}, TerritoryNotCovered),
        ({"ends_on": date(2023, 12, 31)}, errors.InvalidPeriod),
        ({"starts_on": date(2027, 12, 31), "ends_on": date(2027, 1, 1)}, errors.InvalidPeriod),
        ({"starts_on": date(1997, 1, 1)}, errors.InvalidPeriod),
        ({"ends_on": date(2999, 1, 1)}, errors.InvalidPeriod),
    ],
)
def test_a_draft_is_refused(changed: dict[str, Any], refusal: type[RuleBroken]) -> None:
    with pytest.raises(refusal):
        drafted(**changed)


def test_titles_are_stored_in_nfc() -> None:
    assert drafted(title="Pre\u0301vention").terms.title == "Prévention"


def test_a_partner_is_never_a_party() -> None:
    with pytest.raises(errors.NotAContractingSide):
        drafting.add_party(drafted(CPT), organization_id=ARS, side=Side.PARTNER)


def test_an_organization_is_involved_once() -> None:
    convention = with_parties(CPT)
    joined(convention)
    for organization_id in (PREFECTURE, ARS):
        with pytest.raises(errors.AlreadyInvolved):
            drafting.add_party(convention, organization_id=organization_id, side=Side.STATE)


def designate(convention: Convention, **other: Any) -> None:
    said: dict[str, Any] = {
        "signatory_id": uuid4(),
        "office": "vice_president",
        "side": Side.DEPARTEMENT,
        "organization_id": DEPARTEMENT,
    }
    drafting.designate_signatory(convention, **{**said, **other})


def test_a_signatory_is_designated_for_a_party() -> None:
    convention = with_parties()
    designate(convention, required=False, order=2)
    fact = last(convention)
    assert isinstance(fact, content.SignatoryDesignated)
    assert (fact.required, fact.order, fact.joining_id) == (False, 2, None)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"side": Side.PARTNER}, errors.PartnerByJoining),
        ({"side": Side.STATE}, errors.NotAParty),
        ({"organization_id": ARS}, errors.NotAParty),
        ({"office": "president"}, errors.AlreadyDefined),
        ({"office": "Présidente"}, errors.InvalidCode),
        ({"order": 0}, errors.InvalidCode),
    ],
)
def test_a_signatory_is_refused(changed: dict[str, Any], refusal: type[RuleBroken]) -> None:
    convention = with_parties()
    with pytest.raises(refusal):
        designate(convention, **changed)


def test_a_signatory_has_an_identity_of_its_own() -> None:
    convention = with_parties()
    with pytest.raises(errors.IdentityTaken):
        designate(convention, signatory_id=next(iter(convention.terms.signatories)))


def volet(convention: Convention, **other: Any) -> None:
    said: dict[str, Any] = {
        "code": "socle",
        "title": "Mesures socle",
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2025, 12, 31),
    }
    drafting.define_volet(convention, **{**said, **other})


def test_a_volet_is_defined_once() -> None:
    convention = drafted(CALPAE)
    volet(convention)
    assert convention.terms.volets["socle"].ends_on == date(2025, 12, 31)
    with pytest.raises(errors.AlreadyDefined):
        volet(convention)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"code": "Mesures socle"}, errors.InvalidCode),
        ({"title": ""}, InvalidText),
        ({"ends_on": date(2023, 1, 1)}, errors.InvalidPeriod),
        ({"starts_on": date(2023, 12, 31)}, errors.InvalidPeriod),
        ({"ends_on": date(2028, 1, 1)}, errors.InvalidPeriod),
    ],
)
def test_a_volet_is_refused(changed: dict[str, Any], refusal: type[RuleBroken]) -> None:
    convention = drafted(CALPAE)
    with pytest.raises(refusal):
        volet(convention, **changed)


def test_an_article_is_set_and_set_otherwise() -> None:
    convention = drafted()
    drafting.set_article(convention, no=1, title="Objet", wording="Un.\nDeux.")
    with pytest.raises(errors.Unchanged):
        drafting.set_article(convention, no=1, title="Objet ", wording="Un.\r\nDeux.")
    drafting.set_article(convention, no=1, title="Objet", wording="Trois.")
    assert convention.terms.articles["1"].text == "Trois."


@pytest.mark.parametrize(
    ("no", "wording", "refusal"),
    [(0, "Un.", errors.InvalidCode), (1, "x" * 10_001, InvalidText), (1, "a\x00", RuleBroken)],
)
def test_an_article_is_refused(no: int, wording: str, refusal: type[RuleBroken]) -> None:
    with pytest.raises(refusal):
        drafting.set_article(drafted(), no=no, title="Objet", wording=wording)


def test_a_ceiling_covers_what_the_state_plans() -> None:
    convention = with_parties()
    line(convention, 500)
    line(convention, 9_000, funder_id=DEPARTEMENT)
    with pytest.raises(errors.CeilingExceeded):
        drafting.set_ceiling(convention, exercice=2024, amount_cents=499)
    drafting.set_ceiling(convention, exercice=2024, amount_cents=500)
    with pytest.raises(errors.Unchanged):
        drafting.set_ceiling(convention, exercice=2024, amount_cents=500)
    assert convention.terms.ceilings == {"2024": 500}


def test_a_ceiling_is_an_amount_of_an_exercice_of_the_convention() -> None:
    with pytest.raises(errors.ExerciceOutOfPeriod):
        drafting.set_ceiling(drafted(), exercice=2028, amount_cents=1)
    with pytest.raises(InvalidAmount):
        drafting.set_ceiling(drafted(), exercice=2024, amount_cents=-1)


CONTENT: list[Callable[[Convention], None]] = [
    lambda c: drafting.add_party(c, organization_id=uuid4(), side=Side.STATE),
    designate,
    volet,
    lambda c: drafting.set_article(c, no=9, title="Objet", wording="Un."),
    lambda c: drafting.set_ceiling(c, exercice=2024, amount_cents=10_000_000),
]


@pytest.mark.parametrize("command", CONTENT)
def test_content_changes_in_draft_in_review_and_in_an_avenant(
    command: Callable[[Convention], None],
) -> None:
    for convention in (
        with_parties(),
        to_review(with_parties()),
        with_avenant(to_running(with_parties())),
    ):
        command(convention)


@pytest.mark.parametrize("command", CONTENT)
@pytest.mark.parametrize("point", [to_agreed, to_frozen, to_signing, to_signed, to_running])
def test_content_that_is_agreed_or_further_does_not_change(
    command: Callable[[Convention], None], point: Callable[[Convention], Convention]
) -> None:
    convention = point(with_parties())
    new_facts(convention)
    with pytest.raises(errors.ContentFrozen):
        command(convention)
    assert new_facts(convention) == []
