"""Who holds an office on a day, and what must hold when that changes."""

from datetime import date
from uuid import UUID

from domain import identifiers, text
from domain.access.errors import OwnRights
from domain.convention import guards
from domain.convention.signature import Side
from domain.dates import bounded
from domain.errors import RuleBroken
from domain.registry.facts import OrganizationKind
from domain.registry.organization import Holding, Organization


class OfficeHeld(RuleBroken):
    """One office, one holder a day."""

    code = "office-held"


class NotInOffice(RuleBroken):
    code = "not-in-office"


def register(
    *,
    organization_id: UUID,
    legal_name: str,
    short_name: str | None,
    kind: OrganizationKind,
    siret: str | None,
    rna: str | None,
) -> Organization:
    return Organization(
        organization_id=organization_id,
        legal_name=text.title(legal_name, "/legal_name"),
        short_name=text.title(short_name, "/short_name") if short_name else None,
        kind=kind,
        siret=identifiers.siret(siret) if siret else None,
        rna=identifiers.rna(rna) if rna else None,
    )


def appoint(
    organization: Organization,
    *,
    office: str,
    person_id: UUID,
    since: date,
    by: UUID,
    today: date,
) -> None:
    """`by` appoints: another person, for an office gives the right to sign."""
    name = guards.code(office, "/office")
    if person_id == by:
        raise OwnRights(
            "Personne ne se nomme soi-même à une fonction : une autre personne doit le faire.",
            field="/person_id",
        )
    bounded(since, "/since", today=today)
    if any(_holds_after(held, name, since) for held in organization.holdings):
        raise OfficeHeld("Cette fonction est déjà tenue à cette date.", field="/since")
    organization.office_holder_appointed(office=name, person_id=person_id, since=since)


def end(
    organization: Organization, *, office: str, person_id: UUID, until: date, today: date
) -> None:
    bounded(until, "/until", today=today)
    current = next((held for held in organization.holdings if _open(held, office)), None)
    if current is None or current.person_id != person_id:
        raise NotInOffice("Cette personne ne tient pas cette fonction.", field="/person_id")
    if until < current.since:
        raise NotInOffice("La fonction finirait avant de commencer.", field="/until")
    organization.office_holder_ended(office=office, person_id=person_id, until=until)


def holder_on(organization: Organization, office: str, day: date) -> UUID | None:
    """The person in that office on that day."""
    for held in organization.holdings:
        if held.office == office and held.since <= day <= (held.until or day):
            return held.person_id
    return None


def side_of(kind: OrganizationKind) -> Side:
    if kind.startswith("state_"):
        return Side.STATE
    return Side.DEPARTEMENT if kind is OrganizationKind.DEPARTEMENT else Side.PARTNER


def _open(held: Holding, office: str) -> bool:
    return held.office == office and held.until is None


def _holds_after(held: Holding, office: str, day: date) -> bool:
    return held.office == office and (held.until is None or held.until >= day)
