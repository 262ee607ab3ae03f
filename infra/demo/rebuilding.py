"""Every read model made again from the log, compared with the live one and put in its place."""

from collections.abc import Iterator
from functools import partial

import click

from domain.departement import name_of
from infra.demo.living.acts import Act
from infra.demo.personas import TENANTS
from infra.evidence.isolation import Oracle
from infra.evidence.upkeep import note_rebuild
from infra.store.connections.names import PLATFORM
from infra.store.rebuilding.workshop import OwnerWorkshop
from infra.store.schemas.migrate import owner
from projections.catalogue import projections_of
from projections.change import Projection
from workers.rebuild import RebuildFailed, Receipt, rebuild


class NotRebuilt(click.ClickException):
    """A read model could not be made again; the live one stands as it was."""


def acts(oracle: Oracle, receipts: list[Receipt]) -> Iterator[Act]:
    """Fills `receipts`."""
    for tenant in (PLATFORM, *TENANTS):
        of = name_of(tenant) if tenant in TENANTS else "plateforme"
        for projection in projections_of(tenant):
            yield Act(
                f"Reconstruction\N{NO-BREAK SPACE}: {projection.name}, {of}",
                partial(_rebuild, oracle, tenant, projection, receipts),
            )


def _rebuild(oracle: Oracle, tenant: str, projection: Projection, receipts: list[Receipt]) -> None:
    try:
        with owner(oracle.wiring.settings) as connection:
            receipt = rebuild(OwnerWorkshop(connection, tenant, projection, oracle.before_commit))
    except RebuildFailed as error:
        raise NotRebuilt(str(error)) from error
    note_rebuild(oracle.wiring, receipt)
    receipts.append(receipt)
