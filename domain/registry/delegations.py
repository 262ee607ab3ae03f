"""Who may sign for the holder of an office, and what must hold when that is granted and ended."""

from datetime import date
from uuid import UUID

from domain import text
from domain.access.errors import OwnRights
from domain.convention import guards
from domain.dates import bounded
from domain.errors import Invalid, NotFound
from domain.registry.offices import holder_on
from domain.registry.organization import Delegation, Organization


class InvalidDelegation(Invalid):
    code = "invalid-delegation"


class UnknownDelegation(NotFound):
    code = "unknown-delegation"


def grant(
    organization: Organization,
    *,
    delegation_id: UUID,
    office: str,
    delegate_person_id: UUID,
    since: date,
    until: date,
    act_ref: str,
    by: UUID,
    today: date,
) -> None:
    """Somebody must hold the office when it begins: nobody delegates what nobody holds.

    `by` records it: the holder or another person, never the one who will sign by it.
    """
    name = guards.code(office, "/office")
    if delegate_person_id == by:
        raise OwnRights(
            "Personne ne se délègue une signature : une autre personne doit le faire.",
            field="/delegate_person_id",
        )
    bounded(since, "/since", today=today)
    holder = holder_on(organization, name, since)
    if holder is None:
        raise InvalidDelegation("Personne ne tient cette fonction à cette date.", field="/office")
    if holder == delegate_person_id:
        raise InvalidDelegation("Le titulaire signe déjà lui-même.", field="/delegate_person_id")
    if until < since:
        raise InvalidDelegation("Une délégation finit après avoir commencé.", field="/until")
    if until.year > guards.LAST_YEAR:
        raise InvalidDelegation("Une délégation finit au plus tard en 2100.", field="/until")
    organization.signing_delegation_granted(
        delegation_id=delegation_id,
        office=name,
        holder_person_id=holder,
        delegate_person_id=delegate_person_id,
        since=since,
        until=until,
        act_ref=text.title(act_ref, "/act_ref"),
    )


def end(organization: Organization, *, delegation_id: UUID, until: date, today: date) -> None:
    """Earlier than was said; what was signed before stays signed."""
    bounded(until, "/until", today=today)
    given = next((d for d in organization.delegations if d.delegation_id == delegation_id), None)
    if given is None:
        raise UnknownDelegation("Cette délégation n’existe pas.", field="/delegation_id")
    if until >= given.until:
        raise InvalidDelegation("Elle finit déjà à cette date, ou avant.", field="/until")
    organization.signing_delegation_ended(delegation_id=delegation_id, until=until)


def signs_for(organization: Organization, office: str, person_id: UUID, day: date) -> UUID | None:
    """The holder of the office for whom this person may sign on that day: themselves, or another.

    None: neither holder nor delegate of the holder, or nobody holds the office.
    """
    holder = holder_on(organization, office, day)
    if holder is None or holder == person_id:
        return holder
    wanted = office, holder, person_id
    given = any(
        _of(one) == wanted and one.since <= day <= one.until for one in organization.delegations
    )
    return holder if given else None


def _of(given: Delegation) -> tuple[str, UUID, UUID]:
    return given.office, given.holder_person_id, given.delegate_person_id
