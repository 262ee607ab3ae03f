"""All projections: those of every département, and those of the platform."""

from projections.change import Projection, Table
from projections.national import overview
from projections.platform import framework, providers, tenants
from projections.tenant import (
    actions,
    content,
    conventions,
    funding,
    members,
    notifications,
    partners,
    registry,
    signatures,
    versions,
)
from projections.trail import audit

PLATFORM = "platform"

OF_TENANT = (
    conventions.PROJECTION,
    content.PROJECTION,
    actions.PROJECTION,
    funding.PROJECTION,
    versions.PROJECTION,
    signatures.PROJECTION,
    partners.PROJECTION,
    registry.PROJECTION,
    members.PROJECTION,
    notifications.PROJECTION,
    audit.PROJECTION,
    overview.PROJECTION,
)
OF_PLATFORM = (
    tenants.PROJECTION,
    framework.PROJECTION,
    providers.PROJECTION,
    members.PROJECTION,
    audit.PROJECTION,
)
SHARED = tuple(table for found in OF_TENANT for table in found.tables if table.shared)


def projections_of(tenant: str) -> tuple[Projection, ...]:
    """By the code of a tenant, or `platform`."""
    return OF_PLATFORM if tenant == PLATFORM else OF_TENANT


def tables_in(tenant: str) -> list[Table]:
    """The tables that stand in its schema: shared ones stand in that of the platform."""
    own = [table for projection in projections_of(tenant) for table in projection.tables]
    if tenant == PLATFORM:
        return [*own, *SHARED]
    return [table for table in own if not table.shared]


def owner_of(table: Table) -> Projection:
    """The projection whose table this is."""
    return OWNERS[table]


OWNERS = {
    table: projection for projection in (*OF_TENANT, *OF_PLATFORM) for table in projection.tables
}
