"""A partner comes in: required to sign, never a party."""

from uuid import uuid4

import pytest

from domain.convention import errors
from domain.convention.facts import content
from domain.convention.kind import KindRules
from domain.convention.procedure import ending, joining
from domain.convention.signature import Side
from tests.domain.convention.given import (
    ANNE,
    ARS,
    BRUNO,
    CALPAE,
    CHLOE,
    CLS,
    CPT,
    DG_ARS,
    PREFECTURE,
    PREFET,
    PRESIDENT,
    SEAL,
    joined,
    last,
    line,
    names,
    new_facts,
    sign,
    to_frozen,
    to_review,
    to_running,
    to_signing,
    with_avenant,
    with_parties,
)


def test_a_joined_partner_must_sign() -> None:
    convention = with_parties(CPT)
    joined(convention)
    fact = last(convention)
    assert isinstance(fact, content.SignatoryDesignated)
    assert (fact.side, fact.required) == (Side.PARTNER, True)
    assert fact.joining_id is not None
    assert ARS not in convention.terms.parties
    to_signing(convention)
    sign(convention, PREFET, ANNE)
    sign(convention, PRESIDENT, BRUNO)
    new_facts(convention)
    sign(convention, DG_ARS, CHLOE)
    assert names(convention) == ["ConventionSignedBy", "ConventionSigned"]


def test_a_partner_may_join_during_the_review_and_fund() -> None:
    convention = to_review(with_parties(CPT))
    joined(convention)
    line(convention, 5, funder_id=ARS)


@pytest.mark.parametrize("rules", [CLS, CALPAE])
def test_only_a_cpt_has_partners(rules: KindRules) -> None:
    with pytest.raises(errors.NoPartnerInKind):
        joined(with_parties(rules))


def test_after_the_signature_a_joining_needs_its_own_act() -> None:
    running = to_running(with_parties(CPT))
    with pytest.raises(errors.JoiningAfterSignature):
        joined(running)
    with pytest.raises(errors.JoiningAfterSignature):
        joined(with_avenant(running))


def test_nobody_joins_what_was_abandoned() -> None:
    convention = with_parties(CPT)
    ending.abandon(convention, motive=SEAL)
    with pytest.raises(errors.ConventionGone, match="est abandonnée"):
        joined(convention)


def test_nobody_joins_a_frozen_content() -> None:
    with pytest.raises(errors.ContentFrozen):
        joined(to_frozen(with_parties(CPT)))


def test_a_partner_joins_once_and_a_party_never() -> None:
    convention = with_parties(CPT)
    joined(convention)
    for organization_id in (ARS, PREFECTURE):
        with pytest.raises(errors.AlreadyInvolved):
            joining.join_partner(
                convention,
                organization_id=organization_id,
                joining_id=uuid4(),
                signatory_id=uuid4(),
                office="directeur",
            )
    with pytest.raises(errors.IdentityTaken):
        joining.join_partner(
            convention,
            organization_id=uuid4(),
            joining_id=uuid4(),
            signatory_id=DG_ARS,
            office="directeur",
        )
