"""Every read model made again from the log, compared with the live one and put in its place."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import click

from domain.departement import name_of
from infra.demo.living.acts import Act
from infra.demo.personas import TENANTS
from infra.evidence.isolation import Oracle
from infra.store.connections.names import PLATFORM
from infra.store.rebuilding.workshop import OwnerWorkshop
from infra.store.schemas.migrate import owner
from projections.catalogue import projections_of
from projections.change import Projection
from workers.rebuild import RebuildFailed, rebuild


class NotRebuilt(click.ClickException):
    """A read model could not be made again; the live one stands as it was."""


Digests = dict[str, dict[str, dict[str, Any]]]


def acts(oracle: Oracle, digests: Digests) -> Iterator[Act]:
    """Fills `digests`, by tenant and projection: of the live rows and of the rebuilt ones."""
    for tenant in (PLATFORM, *TENANTS):
        of = name_of(tenant) if tenant in TENANTS else "plateforme"
        for projection in projections_of(tenant):
            yield Act(
                f"Reconstruction\N{NO-BREAK SPACE}: {projection.name}, {of}",
                partial(_rebuild, oracle, tenant, projection, digests),
            )


def all_equal(digests: Digests) -> bool:
    return all(one["equal"] for of_tenant in digests.values() for one in of_tenant.values())


def _rebuild(oracle: Oracle, tenant: str, projection: Projection, digests: Digests) -> None:
    try:
        with owner(oracle.wiring.settings) as connection:
            shop = OwnerWorkshop(connection, tenant, projection, oracle.before_commit)
            receipt = rebuild(shop)
    except RebuildFailed as error:
        raise NotRebuilt(str(error)) from error
    digests.setdefault(tenant, {})[projection.name] = {
        "live": receipt.digest_before,
        "rebuilt": receipt.digest,
        "equal": receipt.equal,
    }
