"""Where every projection of every tenant stands, by a role that sees nothing else."""

from dataclasses import asdict, dataclass
from typing import Any

from infra.store.connections import names
from infra.store.connections.everywhere import of_all
from infra.store.connections.pool import Pool
from projections.catalogue import projections_of
from workers.feeding import why_absent
from workers.notify.consumer import Notifying

EACH = (
    "SELECT {code}, projection, version, position, status, error,"
    " (SELECT coalesce(max(notification_id), 0) FROM {schema}.events) FROM {schema}.positions"
)


@dataclass(frozen=True, slots=True)
class Followed:
    """`head`: the last position of the log. `error` is French, None while it is running.

    `version` None: what it does is no read model.
    """

    tenant: str
    projection: str
    version: int | None
    position: int
    status: str
    error: str | None
    head: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def followed(pool: Pool) -> list[Followed]:
    """By tenant and projection, the platform included."""
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        found = [Followed(*row) for row in of_all(connection, EACH)]
    return sorted([*found, *_absent(found)], key=lambda each: (each.tenant, each.projection))


def of_other_versions(pool: Pool) -> list[Followed]:
    """Read models whose rows a program of another version wrote: their reads answer 503."""
    return [
        each
        for each in followed(pool)
        for projection in projections_of(each.tenant)
        if projection.name == each.projection and projection.version != each.version
    ]


def _absent(found: list[Followed]) -> list[Followed]:
    """Nobody is told anything where the outbox has no row: that must be seen."""
    name = Notifying.name
    heads = {each.tenant: each.head for each in found if each.tenant != names.PLATFORM}
    silent = heads.keys() - {each.tenant for each in found if each.projection == name}
    return [
        Followed(code, name, None, 0, "stopped", why_absent(name, code), heads[code])
        for code in silent
    ]
