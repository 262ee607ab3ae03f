"""A log that is sealed: what hashing takes, and what the follower takes with PostgreSQL."""

from functools import partial

import psycopg

from domain.evidence.frontier import Frontier, append
from domain.evidence.merkle import leaf_hash
from infra.evidence.instance import instance
from infra.evidence.sealing import seal_log
from infra.store.connections.names import compose, roles_of, schema_of
from infra.store.evidence.leaves import all_leaves
from infra.store.evidence.trees import Tree
from infra.wiring import Wiring
from tests.benchmarks.forks import Metrics, in_child
from tests.benchmarks.ground import Store
from tests.benchmarks.probe import spent_by
from tests.benchmarks.rounds import Case

FORGOTTEN = (
    "TRUNCATE {schema}.tile, {schema}.checkpoint CASCADE;"
    " UPDATE {schema}.tree SET size = 0, signed = 0"
)


def calls(store: Store, tenant: str) -> Case:
    leaves = in_child(partial(_leaves, store, tenant))
    return {
        "in memory, one batch": partial(_hashed, store, leaves, len(leaves)),
        "in memory, one by one": partial(_hashed, store, leaves, 1),
        "from PostgreSQL": partial(_followed, store, tenant),
    }


def _hashed(store: Store, leaves: list[bytes], batch: int) -> Metrics:
    def work() -> None:
        frontier = Frontier()
        for first in range(0, len(leaves), batch):
            frontier, _ = append(frontier, map(leaf_hash, leaves[first : first + batch]))
        assert frontier.size == len(leaves)

    return spent_by(store.superuser_url, work)


def _followed(store: Store, tenant: str) -> Metrics:
    """From nothing, as the follower does it, signatures included."""
    with psycopg.connect(store.superuser_url, autocommit=True) as connection:
        connection.execute(compose(FORGOTTEN, schema=schema_of(tenant)))
    return in_child(partial(follow, store, tenant))


def follow(store: Store, tenant: str) -> Metrics:
    """To the end of the log."""
    wiring = Wiring(store.settings)
    instance(wiring.platform(), wiring.settings.home)
    found = spent_by(store.superuser_url, partial(seal_log, wiring, tenant))
    wiring.close()
    return found


def _leaves(store: Store, tenant: str) -> list[bytes]:
    wiring = Wiring(store.settings)
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).follow) as connection:
        found = list(all_leaves(connection, tenant, Tree.LOG))
    wiring.close()
    return found
