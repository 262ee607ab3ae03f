"""A tree in the role of the tenant's follower, held for one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from domain.evidence import tiles
from domain.evidence.frontier import Frontier
from domain.evidence.merkle import Node, TreeHead
from infra.store.connections.held import Held
from infra.store.connections.names import roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.evidence import checkpoints, trees
from infra.store.evidence.leaves import leaves
from infra.store.evidence.trees import Tree


@dataclass(slots=True)
class PostgresTree:
    connection: Held
    tenant: str
    tree: Tree
    size: int
    signed: int

    def frontier(self) -> Frontier:
        return trees.frontier_of(self.connection, schema_of(self.tenant), self.tree, self.size)

    def leaves(self, limit: int) -> list[bytes]:
        return leaves(self.connection, self.tenant, self.tree, after=self.size, limit=limit)

    def grow(self, size: int, made: list[Node]) -> None:
        added = tiles.grown(made)
        trees.grow(self.connection, schema_of(self.tenant), self.tree, size, added)

    def head(self, size: int) -> TreeHead:
        """As it was at that size."""
        return trees.frontier_of(self.connection, schema_of(self.tenant), self.tree, size).head

    def note(self, size: int) -> bytes | None:
        """What was signed at that very size."""
        found = checkpoints.notes(self.connection, schema_of(self.tenant), self.tree, [size])
        return found.get(size)

    def keep(self, size: int, note: bytes) -> None:
        checkpoints.keep(self.connection, schema_of(self.tenant), self.tree, size, note)


@contextmanager
def held(pool: Pool, tenant: str, tree: Tree) -> Iterator[PostgresTree | None]:
    """None: another process is at it, and will go to the end."""
    role = roles_of(pool.database, tenant).follow
    with pool.checkout(role) as connection, connection.transaction():
        extent = trees.hold(connection, schema_of(tenant), tree)
        yield PostgresTree(connection, tenant, tree, *extent) if extent else None
