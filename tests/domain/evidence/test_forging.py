"""Proofs made to fit by whoever also chooses the roots: the shape alone must give them away."""

import pytest

from domain.evidence.merkle import TreeHead, leaf_hash, node_hash
from domain.evidence.proofs import consistency_proof, inclusion_proof
from domain.evidence.verification import verify_consistency, verify_inclusion
from tests.domain.evidence.grown import Sealed, entry, sealed

A, B, C, D = (leaf_hash(entry(index)) for index in range(4))


@pytest.fixture(scope="module")
def log() -> Sealed:
    return sealed(33)


def test_a_leaf_is_not_deeper_than_its_tree_is_high() -> None:
    assert verify_inclusion(A, 0, [], TreeHead(1, A))
    assert not verify_inclusion(A, 0, [B], TreeHead(1, node_hash(B, A)))
    assert not verify_inclusion(A, 0, [B], TreeHead(1, node_hash(A, B)))
    assert verify_inclusion(B, 1, [A], TreeHead(2, node_hash(A, B)))
    assert not verify_inclusion(B, 1, [A, C], TreeHead(2, node_hash(C, node_hash(A, B))))


def test_a_node_is_no_leaf() -> None:
    """Of a tree of four, the left half passes for the first of two leaves only by its size."""
    left, right = node_hash(A, B), node_hash(C, D)
    root = node_hash(left, right)
    assert not verify_inclusion(left, 0, [right], TreeHead(4, root))
    assert not verify_inclusion(right, 3, [left], TreeHead(4, root))
    assert leaf_hash(A + B) != left


def test_a_consistency_proof_is_as_long_as_the_sizes_say() -> None:
    older, newer = node_hash(C, A), node_hash(C, node_hash(A, B))
    assert verify_consistency(TreeHead(3, older), TreeHead(4, newer), [A, B, C])
    longer = TreeHead(3, node_hash(D, older)), TreeHead(4, node_hash(D, newer))
    assert not verify_consistency(*longer, [A, B, C, D])
    assert not verify_consistency(TreeHead(3, A), TreeHead(4, node_hash(A, B)), [A, B])
    assert not verify_consistency(TreeHead(3, A), TreeHead(4, A), [A])


def test_an_empty_proof_joins_no_two_sizes(log: Sealed) -> None:
    heads = log.heads[1:]
    assert not any(
        verify_consistency(old, new, []) or verify_consistency(new, old, [])
        for old in heads
        for new in heads
        if old.size < new.size
    )


def test_a_byte_that_moves_from_one_hash_to_the_next_is_seen(log: Sealed) -> None:
    """What is hashed stays the same: only the lengths tell."""
    tried = refused = 0
    for size in (2, 3, 8, 33):
        head, (first, *rest) = log.heads[size], inclusion_proof(log.subtree, 0, size)
        leaf = leaf_hash(entry(0))
        refused += not verify_inclusion(leaf + first[:1], 0, [first[1:], *rest], head)
        refused += not verify_inclusion(leaf[:-1], 0, [leaf[-1:] + first, *rest], head)
        first, *rest = consistency_proof(log.subtree, 1, size)
        grown, cut = TreeHead(1, leaf + first[:1]), TreeHead(1, leaf[:-1])
        refused += not verify_consistency(grown, head, [first[1:], *rest])
        refused += not verify_consistency(cut, head, [leaf[-1:] + first, *rest])
        tried += 4
    assert tried == refused == 16
