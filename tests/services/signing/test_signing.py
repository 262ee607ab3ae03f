"""Nobody signs but who holds the office of the slot that day, once, what was frozen."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from domain.access.errors import OwnRights
from domain.convention.convention import Convention
from domain.convention.errors import (
    AlreadySigned,
    HashMismatch,
    NoOpenRound,
    OfficeNotHeld,
    OnePersonTwoSides,
    RoundExpired,
    UnknownSignatory,
)
from domain.convention.signature import Side
from domain.convention.stage import Life, Stage
from domain.envelope import Cause
from domain.errors import RuleBroken
from domain.roles import Role
from infra.store.following import log
from services.pactes import Stale
from services.policy import Forbidden, FreshAuthenticationRequired
from services.ports import Person
from services.registry.commands import EndOfficeHolder, GrantSigningDelegation
from services.registry.delegations import grant_signing_delegation
from services.registry.organizations import end_office_holder
from services.signing import commands, rounds
from services.signing.expiry import expire_round
from tests.services.acts import DEADLINE, Acts
from tests.services.conftest import NOW, TODAY, asks

SIDES = [Side.STATE, Side.DEPARTEMENT]
OPENED = Cause(UUID(int=1), UUID(int=2))
YESTERDAY = TODAY - timedelta(days=1)


def unsigned(acts: Acts, refusal: type[RuleBroken], *given: object) -> None:
    """`given`: as for `Acts.sign`; the log does not move."""
    head = acts.pactes.recorder.max_notification_id()
    with pytest.raises(refusal):
        acts.sign(*given)  # type: ignore[arg-type]
    assert acts.pactes.recorder.max_notification_id() == head


def test_the_last_of_both_puts_it_in_force(acts: Acts) -> None:
    convention_id = acts.signing()
    for side in SIDES:
        acts.sign(convention_id, side, acts.holder(side))
    assert acts.pactes.load(Convention, convention_id).life is Life.SIGNED


@pytest.mark.parametrize("side", SIDES)
def test_another_person_of_the_same_organization_cannot_sign(acts: Acts, side: Side) -> None:
    convention_id = acts.signing()
    unsigned(acts, OfficeNotHeld, convention_id, side, acts.holder(side, acts.person()))


def test_who_left_the_office_yesterday_cannot_sign_today(acts: Acts) -> None:
    convention_id, leaving = acts.signing(), acts.holders[Side.STATE]
    end = EndOfficeHolder(
        organization_id=acts.organizations[Side.STATE],
        office="prefet",
        person_id=leaving,
        until=YESTERDAY,
    )
    end_office_holder(acts.pactes, asks(Role.TENANT_ADMIN), end)
    unsigned(acts, OfficeNotHeld, convention_id, Side.STATE, acts.holder(Side.STATE))
    successor = acts.person()
    acts.appoint(Side.STATE, "prefet", successor, since=TODAY)
    acts.sign(convention_id, Side.STATE, acts.holder(Side.STATE, successor))


def test_another_content_than_what_was_frozen_is_not_signed(acts: Acts) -> None:
    convention_id = acts.signing()
    unsigned(acts, HashMismatch, convention_id, Side.STATE, acts.holder(Side.STATE), "0" * 64)


@pytest.mark.parametrize("side", SIDES)
def test_nobody_signs_on_the_other_side(acts: Acts, side: Side) -> None:
    convention_id = acts.signing()
    (other,) = {*SIDES} - {side}
    unsigned(acts, Forbidden, convention_id, other, acts.holder(side))


def test_nobody_signs_for_another_organization_of_their_side(acts: Acts) -> None:
    convention_id = acts.signing()
    stranger = asks(
        Role.PREFET_SIGNATORY, person_id=acts.holders[Side.STATE], organization_id=uuid4()
    )
    unsigned(acts, Forbidden, convention_id, Side.STATE, stranger)


def test_nobody_signs_twice(acts: Acts) -> None:
    convention_id = acts.signing()
    acts.sign(convention_id, Side.STATE, acts.holder(Side.STATE))
    unsigned(acts, AlreadySigned, convention_id, Side.STATE, acts.holder(Side.STATE))


def test_one_person_in_both_offices_signs_for_one_side(acts: Acts) -> None:
    convention_id, both = acts.signing(), acts.holders[Side.STATE]
    end = EndOfficeHolder(
        organization_id=acts.organizations[Side.DEPARTEMENT],
        office="president",
        person_id=acts.holders[Side.DEPARTEMENT],
        until=YESTERDAY,
    )
    end_office_holder(acts.pactes, asks(Role.TENANT_ADMIN), end)
    acts.appoint(Side.DEPARTEMENT, "president", both, since=TODAY)
    acts.sign(convention_id, Side.STATE, acts.holder(Side.STATE))
    ask = acts.holder(Side.DEPARTEMENT, both)
    unsigned(acts, OnePersonTwoSides, convention_id, Side.DEPARTEMENT, ask)


def test_who_saw_an_older_version_signs_nothing(acts: Acts) -> None:
    convention_id = acts.signing()
    version = acts.pactes.load(Convention, convention_id).version
    ask = asks(
        Role.PREFET_SIGNATORY,
        person_id=acts.holders[Side.STATE],
        organization_id=acts.organizations[Side.STATE],
        expected_version=version - 1,
    )
    unsigned(acts, Stale, convention_id, Side.STATE, ask)


def test_there_is_nothing_to_sign_without_a_round(acts: Acts) -> None:
    unsigned(acts, NoOpenRound, acts.draft(), Side.STATE, acts.holder(Side.STATE))


def test_a_slot_that_nobody_designated_is_not_found(acts: Acts) -> None:
    command = commands.Sign(
        convention_id=acts.signing(), signatory_id=uuid4(), content_hash="0" * 64
    )
    with pytest.raises(UnknownSignatory):
        rounds.sign(acts.pactes, acts.holder(Side.STATE), command)


def test_a_refusal_is_for_the_holder_alone_and_returns_the_text(acts: Acts) -> None:
    convention_id = acts.signing()
    slot = acts.slot(convention_id, Side.STATE)
    command = commands.RefuseSignature(
        convention_id=convention_id, signatory_id=slot.signatory_id, motive="À revoir."
    )
    with pytest.raises(OfficeNotHeld):
        rounds.refuse_signature(acts.pactes, acts.holder(Side.STATE, acts.person()), command)
    with pytest.raises(Forbidden):
        rounds.refuse_signature(acts.pactes, acts.holder(Side.DEPARTEMENT), command)
    rounds.refuse_signature(acts.pactes, acts.holder(Side.STATE), command)
    assert acts.pactes.load(Convention, convention_id).stage is Stage.DRAFT


@pytest.mark.parametrize(("today", "ended"), [(DEADLINE, False), (date(2024, 10, 1), True)])
def test_a_round_ends_only_after_its_last_day_and_once(
    acts: Acts, today: date, *, ended: bool
) -> None:
    convention_id = acts.signing()
    assert expire_round(acts.pactes, convention_id, today=today, cause=OPENED) is ended
    assert expire_round(acts.pactes, convention_id, today=today, cause=OPENED) is False
    stage = acts.pactes.load(Convention, convention_id).stage
    assert stage is (Stage.DRAFT if ended else Stage.SIGNING)


def test_a_round_past_its_last_day_is_not_signed_even_before_it_is_ended(acts: Acts) -> None:
    convention_id = acts.signing()
    late = replace(acts.holder(Side.STATE), today=DEADLINE + timedelta(days=1))
    unsigned(acts, RoundExpired, convention_id, Side.STATE, late)
    acts.sign(convention_id, Side.STATE, replace(late, today=DEADLINE))


def delegate(acts: Acts, until: date = TODAY) -> UUID:
    """Somebody who signs for the prefet, and the delegation."""
    person = acts.person()
    acts.people.create(Person(person_id=person, display_name="Déléguée"))
    grant = GrantSigningDelegation(
        organization_id=acts.organizations[Side.STATE],
        office="prefet",
        delegate_person_id=person,
        since=YESTERDAY,
        until=until,
        act_ref="Arrêté 2024-12",
    )
    grant_signing_delegation(acts.pactes, acts.people, asks(Role.TENANT_ADMIN), grant)
    return person


def test_a_delegate_signs_and_the_log_says_for_whom(acts: Acts) -> None:
    convention_id = acts.signing()
    person = delegate(acts)
    acts.sign(convention_id, Side.STATE, acts.holder(Side.STATE, person))
    schema = acts.pactes.recorder.schema  # type: ignore[attr-defined]
    with acts.pactes.recorder.pool.checkout(acts.pactes.recorder.role) as connection:  # type: ignore[attr-defined]
        rows = log.read(
            connection, schema, (acts.pactes.recorder.max_notification_id() or 0) - 1, 1
        )
    found = log.decode(rows[0], "48")
    assert found.event.person_id == person  # type: ignore[attr-defined]
    assert found.envelope.actor is not None
    assert found.envelope.actor.on_behalf_of == acts.holders[Side.STATE]


def test_nobody_takes_a_delegation_for_themselves(acts: Acts) -> None:
    ask = asks(Role.TENANT_ADMIN)
    acts.people.create(Person(person_id=ask.caller.person_id, display_name="Qui demande"))
    grant = GrantSigningDelegation(
        organization_id=acts.organizations[Side.STATE],
        office="prefet",
        delegate_person_id=ask.caller.person_id,
        since=TODAY,
        until=TODAY,
        act_ref="Arrêté 2024-14",
    )
    with pytest.raises(OwnRights):
        grant_signing_delegation(acts.pactes, acts.people, ask, grant)


def test_a_delegate_of_yesterday_cannot_sign_today(acts: Acts) -> None:
    convention_id = acts.signing()
    person = delegate(acts, until=YESTERDAY)
    unsigned(acts, OfficeNotHeld, convention_id, Side.STATE, acts.holder(Side.STATE, person))


def test_a_state_agent_delegates_no_signature_of_the_departement(acts: Acts) -> None:
    acts.signing()
    grant = GrantSigningDelegation(
        organization_id=acts.organizations[Side.DEPARTEMENT],
        office="president",
        delegate_person_id=acts.person(),
        since=TODAY,
        until=TODAY,
        act_ref="Arrêté 2024-13",
    )
    with pytest.raises(Forbidden):
        grant_signing_delegation(acts.pactes, acts.people, asks(Role.STATE_AGENT), grant)


def test_a_signature_wants_a_fresh_sign_in(acts: Acts) -> None:
    convention_id = acts.signing()
    ask = acts.holder(Side.STATE)
    for at in (None, NOW - timedelta(minutes=6), NOW + timedelta(minutes=1)):
        stale = replace(ask, caller=replace(ask.caller, authenticated_at=at))
        unsigned(acts, FreshAuthenticationRequired, convention_id, Side.STATE, stale)
