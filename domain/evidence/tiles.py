"""Complete subtrees as a store keeps them: 256 neighbours of one height in a row.

As in C2SP tlog-tiles: of every eighth level alone, since those between are a few hashes away. A
tile grows to the right and is never changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.evidence.merkle import HASH_SIZE, Node, root

HEIGHT = 8
WIDTH = 1 << HEIGHT


class Place(NamedTuple):
    """`level` counts by eights: at level 1 each hash of a tile stands for 256 leaves."""

    level: int
    tile: int


def place_of(level: int, index: int) -> Place:
    """The tile from which that complete subtree follows."""
    above = level % HEIGHT
    return Place(level // HEIGHT, (index << above) // WIDTH)


def subtree(tiles: Mapping[Place, bytes], level: int, index: int) -> bytes:
    """Raises KeyError when the tile is missing, ValueError when it is not that long yet."""
    above = level % HEIGHT
    first = (index << above) % WIDTH
    start, end = first * HASH_SIZE, (first + (1 << above)) * HASH_SIZE
    found = tiles[place_of(level, index)][start:end]
    if len(found) != end - start:
        raise ValueError(f"the tree is not complete at level {level}, index {index}")
    return root([found[at : at + HASH_SIZE] for at in range(0, len(found), HASH_SIZE)])


def grown(nodes: Iterable[Node]) -> dict[Place, bytes]:
    """What is to be put behind each tile, for nodes in the order in which they came to be."""
    added: defaultdict[Place, bytearray] = defaultdict(bytearray)
    for level, index, digest in nodes:
        if level % HEIGHT == 0:
            added[place_of(level, index)] += digest
    return {place: bytes(hashes) for place, hashes in added.items()}
