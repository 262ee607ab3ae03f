"""A frozen version that was never signed is gone with its round, and still part of the past."""

from collections.abc import Callable

import pytest

from domain.convention.convention import Convention
from domain.convention.procedure import avenants, ending, signing
from projections.queries.convention.conventions import CONVENTION_VERSIONS
from tests.domain.convention import given
from tests.examples.convention import SEAL
from tests.readside import Departement

Act = Callable[[Convention], None]


def refused(convention: Convention) -> None:
    round_ = convention.signature_round
    assert round_
    convention.signature_refused(
        round_id=round_.round_id, signatory_id=round_.slots[0].signatory_id, motive=SEAL
    )


def cancelled(convention: Convention) -> None:
    signing.cancel_round(convention, motive=SEAL)


def expired(convention: Convention) -> None:
    assert convention.signature_round
    convention.signature_round_expired(round_id=convention.signature_round.round_id)


def versions(
    departement: Departement, convention: Convention, at: int | None = None
) -> list[tuple[int, bool]]:
    found = departement.reader.ask(
        departement.code, CONVENTION_VERSIONS, as_of=at, convention_id=convention.id
    )
    return [(row["version_no"], row["signed"]) for row in found.body]


@pytest.mark.parametrize("end", [refused, cancelled, expired])
def test_an_unsigned_version_ends_with_its_round(departement: Departement, end: Act) -> None:
    convention = given.to_signing(given.with_parties())
    before = departement.record(convention)
    departement.follow()
    assert versions(departement, convention) == [(1, False)]
    end(convention)
    departement.record(convention)
    departement.follow()
    assert versions(departement, convention) == []
    assert versions(departement, convention, at=before) == [(1, False)]


def test_one_frozen_again_is_there_again(departement: Departement) -> None:
    convention = given.to_signing(given.with_parties())
    cancelled(convention)
    given.to_signing(convention)
    departement.record(convention)
    departement.follow()
    assert versions(departement, convention) == [(1, False)]


def test_that_of_an_avenant_that_was_given_up_is_gone(departement: Departement) -> None:
    convention = given.with_avenant(given.to_running(given.with_parties()))
    given.action(convention, axe=1)
    given.to_frozen(convention)
    before = departement.record(convention)
    avenants.abandon_avenant(convention)
    departement.record(convention)
    departement.follow()
    assert versions(departement, convention) == [(1, True)]
    assert versions(departement, convention, at=before) == [(1, True), (2, False)]


def test_that_of_an_act_that_was_given_up_is_gone(departement: Departement) -> None:
    convention = given.to_signing(given.with_parties())
    cancelled(convention)
    departement.record(convention)
    ending.abandon(convention, motive=SEAL)
    departement.record(convention)
    departement.follow()
    assert versions(departement, convention) == []
