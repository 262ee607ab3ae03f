"""The tenants, and whether they are open."""

from functools import singledispatch

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
    )
    return [declared]


@_rows.register
def _(event: facts.TenantActivated) -> list[Change]:
    return _now(event, TenantStatus.ACTIVE)


@_rows.register
def _(event: facts.TenantSuspended) -> list[Change]:
    return _now(event, TenantStatus.SUSPENDED)


@_rows.register
def _(event: facts.TenantReactivated) -> list[Change]:
    return _now(event, TenantStatus.ACTIVE)


@_rows.register
def _(event: facts.TenantClosed) -> list[Change]:
    return _now(event, TenantStatus.CLOSED)


def _now(event: facts.TenantFact, status: TenantStatus) -> list[Change]:
    return [changed(TENANTS, {"tenant_id": event.originator_id}, status=status)]


PROJECTION = Projection("tenants", 2, (TENANTS,), rows)
