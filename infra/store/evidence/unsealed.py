"""Which trees are behind their logs, in all tenants, by a role that sees positions only."""

from infra.store.connections import names
from infra.store.connections.everywhere import of_all
from infra.store.connections.pool import Pool
from infra.store.evidence.trees import Tree

EACH = (
    "SELECT {code}, tree FROM {schema}.tree WHERE signed < CASE tree"
    " WHEN 'log' THEN (SELECT coalesce(max(notification_id), 0) FROM {schema}.events)"
    " ELSE (SELECT coalesce(max(position), 0) FROM {schema}.access_log) END"
)


def unsealed(pool: Pool) -> list[tuple[str, Tree]]:
    """Tenant and tree, the platform included."""
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        return [(code, Tree(tree)) for code, tree in of_all(connection, EACH)]
