"""Which trees are behind their logs, in all tenants, by a role that sees positions only."""

from infra.store.connections import names
from infra.store.connections.pool import Pool
from infra.store.evidence.trees import Tree
from infra.store.following.heads import SCHEMAS

EACH = (
    "SELECT {code}, tree FROM {schema}.tree WHERE signed < CASE tree"
    " WHEN 'log' THEN (SELECT coalesce(max(notification_id), 0) FROM {schema}.events)"
    " ELSE (SELECT coalesce(max(position), 0) FROM {schema}.access_log) END"
)


def unsealed(pool: Pool) -> list[tuple[str, Tree]]:
    """Tenant and tree, the platform included."""
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        schemas = [str(name) for (name,) in connection.execute(SCHEMAS)]
        if not schemas:
            return []
        each = [
            names.compose(EACH, schema=schema, code=names.literal(names.code_of(schema)))
            for schema in schemas
        ]
        rows = connection.execute(names.union_all(each)).fetchall()
    return [(code, Tree(tree)) for code, tree in rows]
