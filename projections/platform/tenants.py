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
    return [changed(TENANTS, {"tenant_id": event.originator_id}, status=TenantStatus.ACTIVE)]


PROJECTION = Projection("tenants", 1, (TENANTS,), rows)
