from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.access.errors import OwnRights
from domain.convention.errors import InvalidCode
from domain.convention.signature import Side
from domain.dates import DateOutOfBounds
from domain.identifiers import InvalidRna, InvalidSiret
from domain.registry import offices
from domain.registry.facts import OrganizationKind
from domain.registry.offices import (
    NotInOffice,
    OfficeHeld,
    holder_on,
    register,
    side_of,
)
from domain.registry.organization import Organization
from domain.text import InvalidText

FIRST, SECOND, KEEPER = uuid4(), uuid4(), uuid4()
MONDAY, TODAY = date(2024, 9, 2), date(2026, 11, 26)


def prefecture(**other: Any) -> Organization:
    given = {
        "organization_id": uuid4(),
        "legal_name": "Préfecture de la Lozère",
        "short_name": None,
        "kind": OrganizationKind.STATE_PREFECTURE,
        "siret": None,
        "rna": None,
    }
    return register(**{**given, **other})


def appoint(
    organization: Organization, *, office: str, person_id: UUID, since: date, by: UUID = KEEPER
) -> None:
    offices.appoint(
        organization, office=office, person_id=person_id, since=since, by=by, today=TODAY
    )


def end(organization: Organization, **said: Any) -> None:
    offices.end(organization, **said, today=TODAY)


def test_an_organization_has_the_identity_it_was_given() -> None:
    identity = uuid4()
    assert prefecture(organization_id=identity, siret="35600000000048").id == identity


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"siret": "1"}, InvalidSiret),
        ({"rna": "1"}, InvalidRna),
        ({"legal_name": " "}, InvalidText),
        ({"legal_name": "ARS\u202e"}, InvalidText),
        ({"short_name": "A\u2028RS"}, InvalidText),
        ({"legal_name": "ARS\ud800"}, InvalidText),
    ],
)
def test_a_wrong_registration_is_refused(other: dict[str, str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        prefecture(**other)


def test_each_day_of_an_office_has_its_holder() -> None:
    organization = prefecture(short_name="Préfecture", rna=None)
    appoint(
        organization,
        office="prefet",
        person_id=FIRST,
        since=date(2022, 9, 1),
    )
    end(organization, office="prefet", person_id=FIRST, until=date(2025, 1, 12))
    appoint(
        organization,
        office="prefet",
        person_id=SECOND,
        since=date(2025, 1, 13),
    )
    days = [date(2022, 8, 31), date(2022, 9, 1), date(2025, 1, 12), date(2025, 1, 13)]
    assert [holder_on(organization, "prefet", day) for day in days] == [None, FIRST, FIRST, SECOND]
    assert holder_on(organization, "regional_prefet", date(2025, 1, 13)) is None


def test_an_office_has_one_holder_a_day() -> None:
    organization = prefecture()
    appoint(
        organization,
        office="prefet",
        person_id=FIRST,
        since=date(2022, 9, 1),
    )
    with pytest.raises(OfficeHeld):
        appoint(
            organization,
            office="prefet",
            person_id=SECOND,
            since=date(2025, 1, 13),
        )
    end(organization, office="prefet", person_id=FIRST, until=date(2025, 1, 13))
    with pytest.raises(OfficeHeld):
        appoint(
            organization,
            office="prefet",
            person_id=SECOND,
            since=date(2025, 1, 13),
        )
    appoint(organization, office="secretary_general", person_id=SECOND, since=date(2025, 1, 13))


def test_only_the_holder_can_leave_and_not_before_coming() -> None:
    organization = prefecture()
    appoint(
        organization,
        office="prefet",
        person_id=FIRST,
        since=date(2022, 9, 1),
    )
    for person, office, until in (
        (SECOND, "prefet", date(2023, 1, 1)),
        (FIRST, "president", date(2023, 1, 1)),
        (FIRST, "prefet", date(2022, 8, 31)),
    ):
        with pytest.raises(NotInOffice):
            end(organization, office=office, person_id=person, until=until)


@pytest.mark.parametrize("day", [date(202, 9, 1), date(1998, 7, 28), date(2031, 11, 27)])
def test_an_office_is_held_on_days_that_may_be(day: date) -> None:
    organization = prefecture()
    appoint(organization, office="prefet", person_id=FIRST, since=MONDAY)
    with pytest.raises(DateOutOfBounds) as refused:
        end(organization, office="prefet", person_id=FIRST, until=day)
    assert refused.value.field == "/until"
    with pytest.raises(DateOutOfBounds) as refused:
        appoint(organization, office="adjoint", person_id=SECOND, since=day)
    assert refused.value.field == "/since"


def test_nobody_appoints_themselves() -> None:
    organization = prefecture()
    with pytest.raises(OwnRights) as refused:
        appoint(
            organization,
            office="prefet",
            person_id=FIRST,
            since=date(2022, 9, 1),
            by=FIRST,
        )
    assert refused.value.field == "/person_id"
    assert organization.holdings == ()


def test_an_office_is_a_name_not_a_sentence() -> None:
    with pytest.raises(InvalidCode):
        appoint(prefecture(), office="La préfète", person_id=FIRST, since=date(2022, 9, 1))


def test_the_side_follows_from_the_kind() -> None:
    sides = {kind: side_of(kind) for kind in OrganizationKind}
    assert [kind for kind, side in sides.items() if side is Side.STATE] == [
        OrganizationKind.STATE_PREFECTURE,
        OrganizationKind.STATE_DDETS,
        OrganizationKind.STATE_REGION,
    ]
    assert sides[OrganizationKind.DEPARTEMENT] is Side.DEPARTEMENT
    assert sides[OrganizationKind.ARS] is Side.PARTNER
