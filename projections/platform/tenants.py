"""The tenants, and whether they are open."""

from functools import singledispatch
from typing import Any

from domain.platform import facts
from domain.platform.tenant import TenantStatus
from projections.change import Change, Projection, Recorded, Table, added, changed

TENANTS = Table(
    name="tenants",
    key={"tenant_id": "uuid"},
    values={
        "code": "text",
        "name": "text",
        "kind": "text",
        "territory_codes": "json",
        "region_code": "text",
        "siret": "text",
        "status": "text",
        "closing": "boolean",
        "mail_sign_in": "boolean",
        "moved_to": "text",
    },
)


def rows(recorded: Recorded) -> list[Change]:
    return _rows(recorded.event)


@singledispatch
def _rows(_event: object) -> list[Change]:
    return []


@_rows.register
def _(event: facts.TenantDeclared) -> list[Change]:
    declared = added(
        TENANTS,
        {"tenant_id": event.originator_id},
        code=event.code,
        name=event.name,
        kind=event.kind,
        territory_codes=event.territory_codes,
        region_code=event.region_code,
        siret=event.siret,
        status=TenantStatus.DECLARED,
        closing=False,
        mail_sign_in=False,
        moved_to=None,
    )
    return [declared]


@_rows.register
def _(event: facts.TenantActivated) -> list[Change]:
    return _now(event, TenantStatus.ACTIVE)


@_rows.register
def _(event: facts.TenantSuspended) -> list[Change]:
    return _now(event, TenantStatus.SUSPENDED, moved_to=None)


@_rows.register
def _(event: facts.TenantReactivated) -> list[Change]:
    return _now(event, TenantStatus.ACTIVE, closing=False, moved_to=None)


@_rows.register
def _(event: facts.TenantClosed) -> list[Change]:
    return _now(event, TenantStatus.CLOSED, closing=False)


@_rows.register
def _(event: facts.TenantClosingRequested) -> list[Change]:
    return _now(event, TenantStatus.SUSPENDED, closing=True)


@_rows.register
def _(event: facts.TenantExported) -> list[Change]:
    return _now(event, TenantStatus.MOVED, moved_to=event.to)


@_rows.register
def _(event: facts.TenantMailSignInOpened) -> list[Change]:
    return [_changed(event, mail_sign_in=True)]


@_rows.register
def _(event: facts.TenantMailSignInClosed) -> list[Change]:
    return [_changed(event, mail_sign_in=False)]


def _now(event: facts.TenantFact, status: TenantStatus, **other: Any) -> list[Change]:
    return [_changed(event, status=status, **other)]


def _changed(event: facts.TenantFact, **values: Any) -> Change:
    return changed(TENANTS, {"tenant_id": event.originator_id}, **values)


PROJECTION = Projection("tenants", 4, (TENANTS,), rows)
