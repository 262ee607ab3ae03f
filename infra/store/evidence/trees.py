"""The hashes of a tree: read for a proof, and grown under the lock of its one row."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from domain.evidence import tiles
from domain.evidence.frontier import Frontier
from domain.evidence.merkle import HASH_SIZE
from domain.evidence.proofs import Span, frontier_at, needed
from domain.evidence.tiles import Place
from infra.store.connections.names import in_schema
from infra.store.recording.save import Connection

HOLD = "SELECT size, signed FROM {schema}.tree WHERE tree = %s FOR UPDATE SKIP LOCKED"
EXTENT = "SELECT size, signed FROM {schema}.tree WHERE tree = %s"
GROWN = "UPDATE {schema}.tree SET size = %s WHERE tree = %s"
TILES = (
    "SELECT level, tile, hashes FROM {schema}.tile JOIN unnest(%s::smallint[], %s::bigint[])"
    " AS u (level, tile) USING (level, tile) WHERE tree = %s"
)
LEAVES = (
    "SELECT hashes FROM {schema}.tile WHERE tree = %s AND level = 0 AND tile >= %s"
    " ORDER BY tile LIMIT %s"
)
AT_ONCE = 64
GROW = (
    "INSERT INTO {schema}.tile AS t (tree, level, tile, hashes)"
    " SELECT %s, u.level, u.tile, u.hashes"
    " FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[]) AS u (level, tile, hashes)"
    " ON CONFLICT (tree, level, tile) DO UPDATE SET hashes = t.hashes || excluded.hashes"
)


class Tree(StrEnum):
    """`log`: leaf n - 1 is the event at position n; `access`: the same of looks."""

    LOG = "log"
    ACCESS = "access"


class Extent(NamedTuple):
    """How many leaves are hashed, and how many of them a checkpoint holds."""

    size: int
    signed: int


def hold(connection: Connection, schema: str, tree: Tree) -> Extent | None:
    """With the sole right to grow it until the transaction ends; None: held elsewhere."""
    row = connection.execute(in_schema(HOLD, schema), [tree]).fetchone()
    return Extent(*row) if row else None


def extent(connection: Connection, schema: str, tree: Tree) -> Extent:
    row = connection.execute(in_schema(EXTENT, schema), [tree]).fetchone()
    return Extent(*row) if row else Extent(0, 0)


def frontier_of(connection: Connection, schema: str, tree: Tree, size: int) -> Frontier:
    """As it was at that size, now or in the past."""
    found = tiles_for(connection, schema, tree, [Span(0, size)])
    return frontier_at(lambda level, index: tiles.subtree(found, level, index), size)


def tiles_for(
    connection: Connection, schema: str, tree: Tree, spans: Iterable[Span]
) -> Mapping[Place, bytes]:
    """All from which the hashes of those spans follow, in one query."""
    wanted = sorted({tiles.place_of(*node) for node in needed(spans)})
    asked = [[place.level for place in wanted], [place.tile for place in wanted], tree]
    rows = connection.execute(in_schema(TILES, schema), asked, binary=True).fetchall()
    return {Place(level, tile): hashes for level, tile, hashes in rows}


def leaf_hashes(connection: Connection, schema: str, tree: Tree, size: int) -> Iterator[bytes]:
    """Of the first leaves, as they were sealed."""
    for first in range(0, size, AT_ONCE * tiles.WIDTH):
        asked = [tree, first // tiles.WIDTH, AT_ONCE]
        rows = connection.execute(in_schema(LEAVES, schema), asked, binary=True).fetchall()
        row = b"".join(hashes for (hashes,) in rows)
        for at in range(min(size - first, len(row) // HASH_SIZE)):
            yield row[at * HASH_SIZE : (at + 1) * HASH_SIZE]


def grow(
    connection: Connection, schema: str, tree: Tree, size: int, added: Mapping[Place, bytes]
) -> None:
    """Up to that size; only by whoever holds it."""
    asked = [list(part) for part in zip(*added, strict=True)]
    connection.execute(in_schema(GROW, schema), [tree, *asked, list(added.values())])
    connection.execute(in_schema(GROWN, schema), [size, tree])
