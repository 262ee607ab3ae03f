"""Avenants: a working copy of the version in force, signed as the next one or given up."""

from typing import Any

import pytest

from domain.convention import errors
from domain.convention.convention import Convention
from domain.convention.facts import procedure
from domain.convention.procedure import avenants
from domain.convention.stage import Life
from domain.convention.version import Act, AvenantKind
from domain.convention.writing import actions, funding
from tests.domain.convention.given import (
    ANNE,
    BRUNO,
    DEPARTEMENT,
    PREFET,
    PRESIDENT,
    SEAL,
    action,
    hash_of,
    imported,
    last,
    line,
    matched,
    sign,
    to_agreed,
    to_frozen,
    to_review,
    to_running,
    to_signed,
    to_signing,
    with_avenant,
    with_parties,
)


def test_an_avenant_is_signed_as_the_next_version() -> None:
    convention = with_parties()
    action_id = action(convention)
    line_id = line(convention, 500, action_id=action_id, funder_id=DEPARTEMENT)
    to_running(convention)
    with_avenant(convention)
    opened = last(convention)
    assert isinstance(opened, procedure.AvenantOpened)
    assert (opened.avenant_no, opened.base_version) == (1, 1)
    funding.adjust_funding(convention, line_id=line_id, new_cents=700, motive=SEAL)
    action(convention, title="Ajoutée par avenant")
    to_signing(convention)
    sign(convention, PREFET, ANNE)
    sign(convention, PRESIDENT, BRUNO)
    signed = last(convention)
    assert isinstance(signed, procedure.AvenantSigned)
    assert (signed.no, signed.version_no) == (1, 2)
    assert [version.act for version in convention.versions] == [Act.INITIAL, Act.AVENANT]
    assert convention.life is Life.RUNNING
    with_avenant(convention)
    second = last(convention)
    assert isinstance(second, procedure.AvenantOpened)
    assert (second.avenant_no, second.base_version) == (2, 2)


@pytest.mark.parametrize("point", [lambda c: c, to_review, to_frozen, to_signed])
def test_an_avenant_opens_on_a_running_convention(point: Any) -> None:
    with pytest.raises(errors.NotRunning):
        with_avenant(point(with_parties()))


@pytest.mark.parametrize("point", [lambda c: c, to_review, to_frozen, to_signing])
def test_one_working_copy_at_a_time(point: Any) -> None:
    convention = point(with_avenant(to_running(with_parties())))
    with pytest.raises(errors.WorkingCopyOpen):
        with_avenant(convention)


def changed(convention: Convention, action_id: Any, line_id: Any) -> None:
    funding.adjust_funding(convention, line_id=line_id, new_cents=0, motive=SEAL)
    actions.withdraw(convention, action_id=action_id, motive=SEAL)
    action(convention)


@pytest.mark.parametrize("point", [lambda c: c, to_review, to_agreed, to_frozen])
def test_an_abandoned_avenant_leaves_the_version_in_force(point: Any) -> None:
    convention = with_parties()
    action_id = action(convention)
    line_id = line(convention, 500, action_id=action_id, funder_id=DEPARTEMENT)
    to_running(convention)
    signed = hash_of(convention)
    for _ in range(2):
        with_avenant(convention)
        changed(convention, action_id, line_id)
        point(convention)
        assert hash_of(convention) != signed
        avenants.abandon_avenant(convention)
        fact = last(convention)
        assert isinstance(fact, procedure.AvenantAbandoned)
        assert fact.no == 1
        assert hash_of(convention) == signed == convention.versions[-1].content_hash
        with pytest.raises(errors.ContentFrozen):
            action(convention)


def test_an_avenant_is_abandoned_where_there_is_one_and_not_in_signature() -> None:
    convention = to_running(with_parties())
    with pytest.raises(errors.NoOpenAvenant):
        avenants.abandon_avenant(convention)
    to_signing(with_avenant(convention))
    with pytest.raises(errors.NotAbandonable):
        avenants.abandon_avenant(convention)


def test_people_open_an_avenant_on_an_act_born_on_paper() -> None:
    convention = imported()
    with_avenant(convention)
    matched(convention, 500)
    to_signing(convention)
    sign(convention, PREFET, ANNE)
    sign(convention, PRESIDENT, BRUNO)
    assert [version.no for version in convention.versions] == [1, 2]


def test_a_motive_is_a_seal() -> None:
    with pytest.raises(errors.InvalidSeal):
        avenants.open_avenant(
            to_running(with_parties()), motive="Crédits nouveaux", kind=AvenantKind.FUNDING
        )
