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
# Ended early, a delegation keeps its row with the day that it really ended. It holds as long as the
# holder who gave it is in office.
SIGNING_DELEGATIONS = Table(
    name="signing_delegations",
    key={"organization_id": "uuid", "delegation_id": "uuid"},
    values={
        "office": "text",
        "holder_person_id": "uuid",
        "delegate_person_id": "uuid",
        "since": "date",
        "until": "date",
        "act_ref": "text",
    },
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


@_rows.register
def _(event: facts.SigningDelegationGranted) -> list[Change]:
    granted = added(
        SIGNING_DELEGATIONS,
        _delegation(event),
        office=event.office,
        holder_person_id=event.holder_person_id,
        delegate_person_id=event.delegate_person_id,
        since=event.since,
        until=event.until,
        act_ref=event.act_ref,
    )
    return [granted]


@_rows.register
def _(event: facts.SigningDelegationEnded) -> list[Change]:
    return [changed(SIGNING_DELEGATIONS, _delegation(event), until=event.until)]


def _delegation(
    event: facts.SigningDelegationGranted | facts.SigningDelegationEnded,
) -> dict[str, object]:
    return {"organization_id": event.originator_id, "delegation_id": event.delegation_id}


def _key(event: facts.OfficeHolderAppointed | facts.OfficeHolderEnded) -> dict[str, object]:
    return {
        "organization_id": event.originator_id,
        "office": event.office,
        "person_id": event.person_id,
    }


PROJECTION = Projection("registry", 3, (ORGANIZATIONS, OFFICE_HOLDERS, SIGNING_DELEGATIONS), rows)
