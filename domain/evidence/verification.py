"""Whether a proof holds, from the proof and signed tree heads alone (RFC 9162 §2.1.3.2, §2.1.4.2).

A proof binds a leaf or an older root to a root, no more. That the root belongs to its size is said
by the signature of the checkpoint; what leaf an event has, by hashing its canonical bytes again.
"""

from collections.abc import Sequence

from domain.evidence.merkle import EMPTY_ROOT, HASH_SIZE, TreeHead, node_hash


def verify_inclusion(leaf_hash: bytes, index: int, proof: Sequence[bytes], head: TreeHead) -> bool:
    """Whether this is leaf `index`, counted from 0, of the tree. Never raises."""
    if not 0 <= index < head.size or not _hashes(leaf_hash, head.root, *proof):
        return False
    place, last, found = index, head.size - 1, leaf_hash
    for digest in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(digest, found)
            place, last = _left_turn(place, last)
        else:
            found = node_hash(found, digest)
        place, last = place >> 1, last >> 1
    return last == 0 and found == head.root


def verify_consistency(old: TreeHead, new: TreeHead, proof: Sequence[bytes]) -> bool:
    """Whether the leaves of the old tree are the first leaves of the new one. Never raises.

    Between equal sizes the roots must be equal: two roots of one size are a fork.
    """
    if not 0 <= old.size <= new.size or not _hashes(old.root, new.root, *proof):
        return False
    if old.size == new.size:
        return not proof and old.root == new.root
    if old.size == 0:
        return not proof and old.root == EMPTY_ROOT
    # A power of two is one complete subtree, whose hash the proof need not repeat.
    path = [old.root, *proof] if old.size.bit_count() == 1 else list(proof)
    return bool(proof) and _both_roots(path, old.size, new.size) == (old.root, new.root)


def _both_roots(path: Sequence[bytes], old: int, new: int) -> tuple[bytes, bytes] | None:
    """The roots that the path leads to; None when its length is not that of this proof."""
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = path[0]
    for digest in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            older, newer = node_hash(digest, older), node_hash(digest, newer)
            place, last = _left_turn(place, last)
        else:
            newer = node_hash(newer, digest)
        place, last = place >> 1, last >> 1
    return (older, newer) if last == 0 else None


def _left_turn(place: int, last: int) -> tuple[int, int]:
    """Up over the levels at which an incomplete right edge has nothing beside it."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _hashes(*found: bytes) -> bool:
    return all(len(digest) == HASH_SIZE for digest in found)
