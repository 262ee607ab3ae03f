"""The state of a log that is being sealed: some hashes, however long the log has become."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import Invalid
from domain.evidence.merkle import HASH_SIZE, LARGEST_SIZE, Node, TreeHead, joined, place

SIZE_BYTES = 8


class InvalidFrontier(Invalid):
    code = "invalid-frontier"


@dataclass(frozen=True, slots=True)
class Frontier:
    """The complete subtrees that tile a tree, largest first: all that appending needs.

    One hash for each bit that is set in `size`: 16 at most below 65,536 leaves. Raises
    InvalidFrontier.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        whole = all(len(digest) == HASH_SIZE for digest in self.hashes)
        counted = 0 <= self.size <= LARGEST_SIZE and self.size.bit_count() == len(self.hashes)
        if not whole or not counted:
            raise InvalidFrontier("Les empreintes ne sont pas celles d’un arbre de cette taille.")

    @property
    def head(self) -> TreeHead:
        return TreeHead(self.size, joined(self.hashes))

    def encode(self) -> bytes:
        """The size in 8 bytes, big-endian, then the hashes."""
        return self.size.to_bytes(SIZE_BYTES, "big") + b"".join(self.hashes)

    @classmethod
    def decode(cls, data: bytes) -> "Frontier":
        """Raises InvalidFrontier for what `encode` does not write."""
        if len(data) < SIZE_BYTES:
            raise InvalidFrontier("Il manque la taille de l’arbre.")
        starts = range(SIZE_BYTES, len(data), HASH_SIZE)
        hashes = tuple(data[start : start + HASH_SIZE] for start in starts)
        return cls(int.from_bytes(data[:SIZE_BYTES], "big"), hashes)


def append(frontier: Frontier, leaf_hashes: Iterable[bytes]) -> tuple[Frontier, list[Node]]:
    """The frontier with these leaves behind, and every subtree that they completed, leaves too.

    The nodes are what a store keeps for proofs (`domain.evidence.proofs`), in the order in which
    they came to be: in the long run two for each leaf. Raises InvalidLeafHash.
    """
    hashes, size, made = list(frontier.hashes), frontier.size, list[Node]()
    for digest in leaf_hashes:
        made += place(hashes, size, digest)
        size += 1
    return Frontier(size, tuple(hashes)), made
