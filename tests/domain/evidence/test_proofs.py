"""Proofs: those of the RFC, at every small size; and no more read than was said beforehand."""

import random

import pytest

from domain.evidence.merkle import leaf_hash
from domain.evidence.proofs import (
    OutsideTree,
    consistency_proof,
    consistency_spans,
    inclusion_proof,
    inclusion_spans,
    needed,
)
from domain.evidence.verification import verify_consistency, verify_inclusion
from tests.domain.evidence.grown import Sealed, entry, sealed
from tests.domain.evidence.rfc9162 import Log

SMALL = 64


@pytest.fixture(scope="module")
def log() -> Sealed:
    return sealed(SMALL)


@pytest.fixture(scope="module")
def second() -> Log:
    return Log([entry(index) for index in range(SMALL)])


def test_every_leaf_of_every_small_tree_is_proved_to_be_there(log: Sealed, second: Log) -> None:
    proved = 0
    for size in range(SMALL + 1):
        for index in range(size):
            proof = inclusion_proof(log.subtree, index, size)
            assert proof == second.path(index, 0, size)
            assert verify_inclusion(leaf_hash(entry(index)), index, proof, log.heads[size])
            proved += 1
    assert proved == 2_080


def test_every_small_tree_is_proved_to_begin_every_larger_one(log: Sealed, second: Log) -> None:
    proved = 0
    for new in range(SMALL + 1):
        for old in range(new + 1):
            proof = consistency_proof(log.subtree, old, new)
            assert proof == (second.proof(old, new) if 0 < old < new else [])
            assert verify_consistency(log.heads[old], log.heads[new], proof)
            proved += 1
    assert proved == 2_145


def test_a_leaf_elsewhere_or_of_another_place_is_not_there(log: Sealed) -> None:
    tried = refused = 0
    for size in range(1, 34):
        for index in range(size):
            proof = inclusion_proof(log.subtree, index, size)
            for claimed in range(-1, size + 2):
                if claimed != index:
                    leaf = leaf_hash(entry(index))
                    tried += 1
                    refused += not verify_inclusion(leaf, claimed, proof, log.heads[size])
    assert tried == refused == 13_651


def test_a_proof_reads_what_was_said_beforehand(log: Sealed) -> None:
    read = list[tuple[int, int]]()

    def subtree(level: int, index: int) -> bytes:
        read.append((level, index))
        return log.subtree(level, index)

    for size in range(1, SMALL + 1):
        for index in range(size):
            read.clear()
            inclusion_proof(subtree, index, size)
            assert read == needed(inclusion_spans(index, size))
            read.clear()
            consistency_proof(subtree, index, size)
            assert read == needed(consistency_spans(index, size))


def test_at_a_million_leaves_a_proof_reads_few_subtrees() -> None:
    chosen, size = random.Random(9162), 1_000_000  # noqa: S311 - not secret
    some = [chosen.randrange(1, size) for _ in range(2_000)]
    assert max(len(needed(inclusion_spans(index, size))) for index in some) <= 2 * 20
    assert max(len(needed(consistency_spans(old, size))) for old in some) <= 2 * 20
    assert max(len(inclusion_spans(index, size)) for index in some) == 20


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3), (4, 3), (0, -1)])
def test_no_proof_of_what_is_outside(index: int, size: int, log: Sealed) -> None:
    with pytest.raises(OutsideTree) as refusal:
        inclusion_proof(log.subtree, index, size)
    assert refusal.value.code == "outside-tree"


@pytest.mark.parametrize(("old", "new"), [(4, 3), (-1, 3), (-2, -1), (0, -1)])
def test_no_older_tree_is_larger(old: int, new: int, log: Sealed) -> None:
    with pytest.raises(OutsideTree):
        consistency_proof(log.subtree, old, new)
