"""The round: who may sign what, in which order, and when the version is in force."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.convention import errors
from domain.convention.content import hash_to_sign
from domain.convention.convention import Convention
from domain.convention.facts import procedure
from domain.convention.procedure import ending, signing
from domain.convention.signature import Method, Side
from domain.convention.stage import Life, Stage
from domain.convention.writing import drafting
from domain.dates import DateOutOfBounds, Precision
from domain.errors import RuleBroken
from tests.domain.convention.given import (
    ANNE,
    BRUNO,
    CHLOE,
    DEADLINE,
    DEPARTEMENT,
    PREFECTURE,
    PREFET,
    PRESIDENT,
    SEAL,
    TODAY,
    action,
    designate,
    drafted,
    hash_of,
    last,
    names,
    new_facts,
    sign,
    to_frozen,
    to_running,
    to_signed,
    to_signing,
    with_avenant,
    with_parties,
)


def open_round(convention: Convention, **other: Any) -> None:
    said: dict[str, Any] = {"round_id": uuid4(), "deadline": DEADLINE, "today": TODAY}
    signing.open_round(convention, **{**said, **other})


def test_a_round_invites_everyone_who_signs() -> None:
    convention = to_frozen(with_parties())
    new_facts(convention)
    open_round(convention)
    opened, *invited = new_facts(convention)
    assert isinstance(opened, procedure.SignatureRoundOpened)
    assert opened.content_hash == hash_of(convention)
    assert {slot.signatory_id for slot in opened.slots} == {PREFET, PRESIDENT}
    assert [type(fact).__name__ for fact in invited] == ["SignatoryInvited"] * 2


def test_a_round_needs_a_frozen_version_and_a_day_to_come() -> None:
    with pytest.raises(errors.NotFrozen):
        open_round(with_parties())
    with pytest.raises(errors.NotFrozen):
        open_round(to_signing(with_parties()))
    with pytest.raises(errors.DeadlinePast):
        open_round(to_frozen(with_parties()), deadline=TODAY - timedelta(days=1))
    with pytest.raises(DateOutOfBounds):
        open_round(to_frozen(with_parties()), deadline=date(2029, 9, 3))


def test_the_last_signature_puts_the_version_in_force() -> None:
    convention = to_signing(with_parties(), effective_from=date(2024, 1, 1))
    sign(convention, PREFET, ANNE)
    assert convention.life is Life.PREPARING
    new_facts(convention)
    sign(convention, PRESIDENT, BRUNO)
    _, signed = new_facts(convention)
    assert isinstance(signed, procedure.ConventionSigned)
    assert (signed.version_no, signed.signed_on) == (1, TODAY)
    assert signed.effective_from == date(2024, 1, 1) < signed.signed_on
    assert signed.content_hash == hash_to_sign(convention, date(2024, 1, 1))
    assert (convention.life, convention.stage) == (Life.SIGNED, None)
    (version,) = convention.versions
    assert (version.no, version.precision) == (1, Precision.DAY)


def test_without_another_day_a_version_applies_from_its_last_signature() -> None:
    assert to_signed(with_parties()).versions[0].effective_from == TODAY


def test_an_act_signed_before_its_first_day_applies_from_that_day() -> None:
    convention = to_signed(with_parties(starts_on=date(2025, 1, 1)))
    (version,) = convention.versions
    assert (version.signed_on, version.effective_from) == (TODAY, date(2025, 1, 1))


def test_an_avenant_signed_early_applies_no_sooner_than_what_it_amends() -> None:
    convention = to_signed(with_parties(), effective_from=date(2026, 3, 1))
    ending.enter_execution(convention, on=date(2026, 3, 1), today=TODAY)
    to_signed(with_avenant(convention))
    first, second = convention.versions
    assert second.signed_on == TODAY < first.effective_from
    assert second.effective_from == first.effective_from


def test_nothing_is_signed_without_a_round() -> None:
    for convention in (with_parties(), to_frozen(with_parties()), to_running(with_parties())):
        with pytest.raises(errors.NoOpenRound):
            sign(convention, PREFET, ANNE)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"holder": None}, errors.OfficeNotHeld),
        ({"holder": CHLOE}, errors.OfficeNotHeld),
        ({"content_hash": "00" * 32}, errors.HashMismatch),
        ({"signatory_id": uuid4()}, errors.UnknownSignatory),
        ({"signed_on": DEADLINE + timedelta(days=1)}, errors.RoundExpired),
        ({"imported": True}, errors.ImportCannotSign),
    ],
)
def test_a_signature_is_refused_and_records_nothing(
    changed: dict[str, Any], refusal: type[RuleBroken]
) -> None:
    convention = to_signing(with_parties())
    new_facts(convention)
    with pytest.raises(refusal):
        sign(convention, **{"signatory_id": PREFET, "person": ANNE, **changed})
    assert new_facts(convention) == []


def test_each_slot_is_signed_once() -> None:
    convention = to_signing(with_parties())
    sign(convention, PREFET, ANNE)
    with pytest.raises(errors.AlreadySigned):
        sign(convention, PREFET, ANNE)


def test_nobody_signs_for_two_sides() -> None:
    convention = to_signing(with_parties())
    sign(convention, PREFET, ANNE)
    with pytest.raises(errors.OnePersonTwoSides):
        sign(convention, PRESIDENT, ANNE)


def test_a_signature_given_here_is_a_simple_electronic_one() -> None:
    convention = to_signing(with_parties())
    sign(convention, PREFET, ANNE)
    fact = last(convention)
    assert isinstance(fact, procedure.ConventionSignedBy)
    assert (fact.method, fact.office, fact.side) == (Method.PLATFORM, "prefet", Side.STATE)
    assert fact.evidence_sha256 is None


def ordered() -> Convention:
    """The prefet signs first; the president at any time."""
    convention = drafted()
    drafting.add_party(convention, organization_id=PREFECTURE, side=Side.STATE)
    drafting.add_party(convention, organization_id=DEPARTEMENT, side=Side.DEPARTEMENT)
    designate(convention, order=1)
    return convention


def test_slots_sign_in_their_order() -> None:
    convention = ordered()
    later = uuid4()
    drafting.designate_signatory(
        convention,
        signatory_id=later,
        office="vice_president",
        side=Side.DEPARTEMENT,
        organization_id=DEPARTEMENT,
        order=2,
    )
    to_signing(convention)
    assert convention.signature_round is not None
    slots = [slot.signatory_id for slot in convention.signature_round.slots]
    assert slots == [PREFET, later, PRESIDENT]
    with pytest.raises(errors.NotYetTheirTurn):
        sign(convention, later, CHLOE)
    sign(convention, PRESIDENT, BRUNO)
    sign(convention, PREFET, ANNE)
    sign(convention, later, CHLOE)
    assert convention.life is Life.SIGNED


def test_an_optional_signature_is_not_waited_for() -> None:
    convention = with_parties()
    optional = uuid4()
    drafting.designate_signatory(
        convention,
        signatory_id=optional,
        office="vice_president",
        side=Side.DEPARTEMENT,
        organization_id=DEPARTEMENT,
        required=False,
        order=1,
    )
    to_signing(convention)
    sign(convention, PREFET, ANNE)
    sign(convention, PRESIDENT, BRUNO)
    assert convention.life is Life.SIGNED
    with pytest.raises(errors.NoOpenRound):
        sign(convention, optional, CHLOE)


def refuse(convention: Convention, **other: Any) -> None:
    said: dict[str, Any] = {
        "signatory_id": PREFET,
        "person_id": ANNE,
        "holder": ANNE,
        "motive": SEAL,
    }
    signing.refuse(convention, **{**said, **other})


def test_a_refusal_sends_the_version_back_to_a_draft() -> None:
    convention = to_signing(with_parties())
    sign(convention, PRESIDENT, BRUNO)
    refuse(convention)
    assert (convention.life, convention.stage) == (Life.PREPARING, Stage.DRAFT)
    action(convention)
    to_signed(convention)
    assert [version.no for version in convention.versions] == [1]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"holder": None}, errors.OfficeNotHeld),
        ({"signatory_id": uuid4()}, errors.UnknownSignatory),
        ({"motive": "Montants erronés"}, errors.InvalidSeal),
    ],
)
def test_a_refusal_is_the_signatorys_own(
    changed: dict[str, Any], refusal: type[RuleBroken]
) -> None:
    convention = to_signing(with_parties())
    with pytest.raises(refusal):
        refuse(convention, **changed)


def test_who_has_signed_no_longer_refuses() -> None:
    convention = to_signing(with_parties())
    sign(convention, PREFET, ANNE)
    with pytest.raises(errors.AlreadySigned):
        refuse(convention)


def test_a_cancelled_round_reopens_the_content() -> None:
    convention = to_signing(with_parties())
    with pytest.raises(errors.ContentFrozen):
        action(convention)
    new_facts(convention)
    signing.cancel_round(convention, motive=SEAL)
    action(convention)
    assert names(convention) == ["SignatureRoundCancelled", "ActionAdded"]
    with pytest.raises(errors.NoOpenRound):
        signing.cancel_round(convention, motive=SEAL)


def test_a_round_expires_after_its_last_day() -> None:
    convention = to_signing(with_parties())
    with pytest.raises(errors.RoundNotExpired):
        signing.expire_round(convention, today=DEADLINE)
    signing.expire_round(convention, today=DEADLINE + timedelta(days=1))
    assert convention.stage is Stage.DRAFT
    assert convention.agreements == {}
