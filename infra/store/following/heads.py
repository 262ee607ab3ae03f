"""Where the log of every tenant stands, in one query, by a role that sees positions only."""

from datetime import datetime
from typing import NamedTuple

from infra.store.connections import names
from infra.store.connections.everywhere import codes, of_all
from infra.store.connections.pool import Pool

HEAD = (
    "(SELECT {code}, notification_id, recorded_at FROM {schema}.events"
    " ORDER BY notification_id DESC LIMIT 1)"
)


class Head(NamedTuple):
    position: int
    recorded_at: datetime


def heads(pool: Pool) -> dict[str, Head]:
    """By tenant code, the platform's log included; an empty log has no head."""
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        rows = of_all(connection, HEAD, prepare=True, binary=True)
    return {code: Head(position, recorded_at) for code, position, recorded_at in rows}


def tenants(pool: Pool) -> list[str]:
    """The codes of all tenants of this database, without the platform."""
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        return [code for code in codes(connection) if code != names.PLATFORM]
