"""The organizations, and who held which office when."""

from functools import singledispatch

from domain.registry import facts
from projections.change import Change, Projection, Recorded, Table, added, changed, opened

ORGANIZATIONS = Table(
    name="organizations",
    key={"organization_id": "uuid"},
    values={
        "legal_name": "text",
        "short_name": "text",
        "kind": "text",
        "siret": "text",
        "rna": "text",
    },
)
# The last time that this person held this office; times before are the history of the row.
OFFICE_HOLDERS = Table(
    name="office_holders",
    key={"organization_id": "uuid", "office": "text", "person_id": "uuid"},
    values={"since": "date", "until": "date"},
)


def rows(recorded: Recorded) -> list[Change]:
    return _rows(recorded.event)


@singledispatch
def _rows(_event: object) -> list[Change]:
    return []


@_rows.register
def _(event: facts.OrganizationRegistered) -> list[Change]:
    registered = added(
        ORGANIZATIONS,
        {"organization_id": event.originator_id},
        legal_name=event.legal_name,
        short_name=event.short_name,
        kind=event.kind,
        siret=event.siret,
        rna=event.rna,
    )
    return [registered]


@_rows.register
def _(event: facts.OfficeHolderAppointed) -> list[Change]:
    return [opened(OFFICE_HOLDERS, _key(event), since=event.since)]


@_rows.register
def _(event: facts.OfficeHolderEnded) -> list[Change]:
    return [changed(OFFICE_HOLDERS, _key(event), until=event.until)]


def _key(event: facts.OfficeHolderAppointed | facts.OfficeHolderEnded) -> dict[str, object]:
    return {
        "organization_id": event.originator_id,
        "office": event.office,
        "person_id": event.person_id,
    }


PROJECTION = Projection("registry", 1, (ORGANIZATIONS, OFFICE_HOLDERS), rows)
