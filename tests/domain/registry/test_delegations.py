"""Signing for the holder of an office: on which days, and what is refused."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access.errors import OwnRights
from domain.dates import DateOutOfBounds
from domain.registry import delegations, offices
from domain.registry.delegations import InvalidDelegation, UnknownDelegation, signs_for
from domain.registry.facts import OrganizationKind
from domain.registry.organization import Organization

HOLDER, DELEGATE, OTHER, KEEPER = (uuid4() for _ in range(4))
SINCE, UNTIL = date(2026, 3, 1), date(2026, 6, 30)
TODAY = date(2026, 4, 10)
GIVEN = uuid4()


def prefecture() -> Organization:
    made = offices.register(
        organization_id=uuid4(),
        legal_name="Préfecture de la Lozère",
        short_name=None,
        kind=OrganizationKind.STATE_PREFECTURE,
        siret=None,
        rna=None,
    )
    appointed(made, HOLDER, date(2026, 1, 1))
    return made


def appointed(made: Organization, person_id: UUID, since: date) -> None:
    offices.appoint(made, office="prefet", person_id=person_id, since=since, by=KEEPER, today=TODAY)


def delegated(**fields: object) -> Organization:
    made = prefecture()
    given: dict[str, object] = {
        "delegation_id": GIVEN,
        "office": "prefet",
        "delegate_person_id": DELEGATE,
        "since": SINCE,
        "until": UNTIL,
        "act_ref": "Arrêté 2026-12",
        "by": KEEPER,
        "today": TODAY,
    }
    delegations.grant(made, **(given | fields))  # type: ignore[arg-type]
    return made


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_delegate_signs_for_the_holder_on_the_days_that_were_said(day: date) -> None:
    made = delegated()
    assert signs_for(made, "prefet", HOLDER, day) == HOLDER
    assert signs_for(made, "prefet", DELEGATE, day) == (HOLDER if SINCE <= day <= UNTIL else None)
    assert signs_for(made, "prefet", OTHER, day) is None
    assert signs_for(made, "president", DELEGATE, day) is None


def test_a_delegation_that_ended_yesterday_is_over() -> None:
    made, today = delegated(), date(2026, 4, 10)
    delegations.end(made, delegation_id=GIVEN, until=today - timedelta(days=1), today=TODAY)
    assert signs_for(made, "prefet", DELEGATE, today) is None
    assert signs_for(made, "prefet", DELEGATE, today - timedelta(days=1)) == HOLDER


def test_nobody_signs_for_an_office_that_nobody_holds_any_more() -> None:
    made = delegated()
    offices.end(made, office="prefet", person_id=HOLDER, until=date(2026, 4, 1), today=TODAY)
    assert signs_for(made, "prefet", DELEGATE, date(2026, 4, 2)) is None


def test_a_delegation_ends_with_the_holder_who_gave_it() -> None:
    made, day = delegated(), date(2026, 4, 2)
    offices.end(made, office="prefet", person_id=HOLDER, until=date(2026, 4, 1), today=TODAY)
    appointed(made, OTHER, day)
    assert signs_for(made, "prefet", DELEGATE, day) is None
    assert signs_for(made, "prefet", OTHER, day) == OTHER


@pytest.mark.parametrize(
    "fields",
    [
        {"office": "president"},
        {"delegate_person_id": HOLDER},
        {"until": SINCE - timedelta(days=1)},
        {"since": date(2025, 12, 31)},
        {"until": date(2101, 1, 1)},
    ],
)
def test_a_delegation_that_cannot_be_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(InvalidDelegation):
        delegated(**fields)


def test_nobody_delegates_a_signature_to_themselves() -> None:
    with pytest.raises(OwnRights) as refused:
        delegated(by=DELEGATE)
    assert refused.value.field == "/delegate_person_id"
    assert delegated(by=HOLDER).delegations


def test_a_delegation_begins_and_ends_on_days_that_may_be() -> None:
    with pytest.raises(DateOutOfBounds):
        delegated(since=date(2031, 4, 11), until=date(2031, 4, 12))
    made = delegated(until=date(2035, 1, 1))
    with pytest.raises(DateOutOfBounds):
        delegations.end(made, delegation_id=GIVEN, until=date(2034, 12, 31), today=TODAY)


def test_an_end_is_earlier_than_what_was_said_of_a_delegation_that_is() -> None:
    made = delegated()
    with pytest.raises(InvalidDelegation):
        delegations.end(made, delegation_id=GIVEN, until=UNTIL, today=TODAY)
    with pytest.raises(UnknownDelegation):
        delegations.end(made, delegation_id=uuid4(), until=SINCE, today=TODAY)
