"""Who belongs here (a tenant, or the platform), in which roles, under which mandates."""

from collections.abc import Sequence
from functools import singledispatch

from domain.access import facts
from domain.access.held import MandateKind, MemberStatus
from projections.change import (
    Change,
    Projection,
    Recorded,
    Restore,
    Table,
    added,
    changed,
    emptied,
    gone,
)

MEMBERS = Table(
    name="members",
    key={"member_id": "uuid"},
    values={"person_id": "uuid", "kind": "text", "status": "text"},
)
GRANTS = Table(
    name="member_grants",
    key={"member_id": "uuid", "grant_id": "uuid"},
    values={"role": "text", "organization_id": "uuid", "office": "text"},
)
MANDATES = Table(
    name="member_mandates",
    key={"member_id": "uuid", "mandate_id": "uuid"},
    values={
        "kind": "text",
        "auditor_body": "text",
        "convention_ids": "json",
        "region_code": "text",
        "since": "date",
        "until": "date",
        "legal_basis": "text",
    },
)
OPENINGS = Table(
    name="member_openings",
    key={"member_id": "uuid", "opening_id": "uuid"},
    values={"tenant": "text", "until": "timestamptz"},
)
# Without the hash: whoever reads rows has no use for it.
TOKENS = Table(
    name="member_tokens",
    key={"member_id": "uuid", "token_id": "uuid"},
    values={"scopes": "json", "expires_on": "date"},
)
CLIENTS = Table(
    name="member_clients",
    key={"member_id": "uuid", "issuer": "text", "client_id": "text"},
    values={"scopes": "json"},
)
HELD = (GRANTS, MANDATES, OPENINGS, TOKENS, CLIENTS)

Invited = facts.MemberInvited | facts.MemberInvitedAgain
Granted = Invited | facts.RoleGranted
Mandated = facts.AuditMandateGranted | facts.RegionalMandateGranted | facts.NationalMandateGranted


def rows(recorded: Recorded) -> Sequence[Change | Restore]:
    return _rows(recorded.event)


@singledispatch
def _rows(_event: object) -> Sequence[Change | Restore]:
    return []


@_rows.register
def _(event: facts.MemberInvited) -> Sequence[Change | Restore]:
    invited = added(
        MEMBERS, _of(event), person_id=event.person_id, kind=event.kind, status=MemberStatus.INVITED
    )
    return [invited, _granted(event)]


@_rows.register
def _(event: facts.MemberInvitedAgain) -> Sequence[Change | Restore]:
    return [changed(MEMBERS, _of(event), status=MemberStatus.INVITED), _granted(event)]


@_rows.register
def _(event: facts.MemberActivated) -> Sequence[Change | Restore]:
    return [changed(MEMBERS, _of(event), status=MemberStatus.ACTIVE)]


@_rows.register
def _(event: facts.MemberRemoved) -> Sequence[Change | Restore]:
    ended = [emptied(table, _of(event)) for table in HELD]
    return [*ended, changed(MEMBERS, _of(event), status=MemberStatus.REMOVED)]


@_rows.register
def _(event: facts.RoleGranted) -> Sequence[Change | Restore]:
    return [_granted(event)]


@_rows.register
def _(event: facts.RoleRevoked) -> Sequence[Change | Restore]:
    return [gone(GRANTS, {**_of(event), "grant_id": event.grant_id})]


@_rows.register
def _(event: facts.AuditMandateGranted) -> Sequence[Change | Restore]:
    return [_mandate(event, MandateKind.AUDIT)]


@_rows.register
def _(event: facts.RegionalMandateGranted) -> Sequence[Change | Restore]:
    return [_mandate(event, MandateKind.REGIONAL)]


@_rows.register
def _(event: facts.NationalMandateGranted) -> Sequence[Change | Restore]:
    return [_mandate(event, MandateKind.NATIONAL)]


@_rows.register
def _(event: facts.AuditMandateRevoked) -> Sequence[Change | Restore]:
    return [gone(MANDATES, {**_of(event), "mandate_id": event.mandate_id})]


@_rows.register
def _(event: facts.MandateRevoked) -> Sequence[Change | Restore]:
    return [gone(MANDATES, {**_of(event), "mandate_id": event.mandate_id})]


@_rows.register
def _(event: facts.BreakGlassOpened) -> Sequence[Change | Restore]:
    key = {**_of(event), "opening_id": event.opening_id}
    return [added(OPENINGS, key, tenant=event.tenant, until=event.until)]


@_rows.register
def _(event: facts.BreakGlassClosed) -> Sequence[Change | Restore]:
    return [gone(OPENINGS, {**_of(event), "opening_id": event.opening_id})]


@_rows.register
def _(event: facts.ApiTokenIssued) -> Sequence[Change | Restore]:
    key = {**_of(event), "token_id": event.token_id}
    return [added(TOKENS, key, scopes=event.scopes, expires_on=event.expires_on)]


@_rows.register
def _(event: facts.ApiTokenRevoked) -> Sequence[Change | Restore]:
    return [gone(TOKENS, {**_of(event), "token_id": event.token_id})]


@_rows.register
def _(event: facts.ClientRegistered) -> Sequence[Change | Restore]:
    key = {**_of(event), "issuer": event.issuer, "client_id": event.client_id}
    return [added(CLIENTS, key, scopes=event.scopes)]


@_rows.register
def _(event: facts.ClientEnded) -> Sequence[Change | Restore]:
    key = {**_of(event), "issuer": event.issuer, "client_id": event.client_id}
    return [gone(CLIENTS, key)]


def _of(event: facts.MemberFact) -> dict[str, object]:
    return {"member_id": event.originator_id}


def _granted(event: Granted) -> Change:
    return added(
        GRANTS,
        {**_of(event), "grant_id": event.grant_id},
        role=event.role,
        organization_id=event.organization_id,
        office=event.office,
    )


def _mandate(event: Mandated, kind: MandateKind) -> Change:
    return added(
        MANDATES,
        {**_of(event), "mandate_id": event.mandate_id},
        kind=kind,
        auditor_body=getattr(event, "auditor_body", None),
        convention_ids=getattr(event, "convention_ids", None),
        region_code=getattr(event, "region_code", None),
        since=event.since,
        until=event.until,
        legal_basis=getattr(event, "legal_basis", None),
    )


PROJECTION = Projection("members", 1, (MEMBERS, *HELD), rows)
