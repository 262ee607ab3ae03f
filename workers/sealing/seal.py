"""One tree, brought to the end of its log: leaves hashed, subtrees kept, a checkpoint signed.

Behind the append, in a transaction of its own. What no program can read any more is sealed too:
only bytes are hashed.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from domain.evidence.frontier import Frontier, append
from domain.evidence.merkle import Node, TreeHead, leaf_hash

BATCH = 2000

# The signed checkpoint of a head; None: the key is not at hand.
Sign = Callable[[TreeHead], bytes | None]


class HeldTree(Protocol):
    """Nobody else grows it. `signed`: the size up to which checkpoints hold it."""

    signed: int

    def frontier(self) -> Frontier: ...

    def leaves(self, limit: int) -> list[bytes]:
        """The next ones, in order; fewer than `limit` only at the head."""

    def grow(self, size: int, made: list[Node]) -> None: ...

    def keep(self, size: int, note: bytes) -> None: ...


# One transaction; None: somebody else is at it.
Hold = Callable[[], AbstractContextManager[HeldTree | None]]


def seal(hold: Hold, sign: Sign) -> int:
    """How many leaves are new. Each batch is kept by itself."""
    total = 0
    while True:
        with hold() as tree:
            new = _batch(tree, sign) if tree else 0
        total += new
        if new < BATCH:
            return total


def _batch(tree: HeldTree, sign: Sign) -> int:
    before, found = tree.frontier(), tree.leaves(BATCH)
    after, made = append(before, map(leaf_hash, found))
    if found:
        tree.grow(after.size, made)
    if tree.signed < after.size and (note := sign(after.head)):
        tree.keep(after.size, note)
    return len(found)
