"""Shown 2: a second RFC 9162 implementation agrees on every root and proof up to 2,000 leaves."""

import random
from collections.abc import Iterable

import pytest

from domain.evidence.merkle import leaf_hash, root
from domain.evidence.proofs import consistency_proof, inclusion_proof
from domain.evidence.verification import verify_consistency, verify_inclusion
from tests.domain.evidence.grown import Sealed, entry, sealed
from tests.domain.evidence.rfc9162 import Log

LARGEST = 2_000
SAMPLED = 10_000


@pytest.fixture(scope="module")
def log() -> Sealed:
    return sealed(LARGEST)


@pytest.fixture(scope="module")
def second() -> Log:
    return Log([entry(index) for index in range(LARGEST)])


def test_every_root(log: Sealed, second: Log) -> None:
    assert [head.root for head in log.heads] == [second.mth(0, n) for n in range(LARGEST + 1)]
    assert root(leaf_hash(entry(index)) for index in range(LARGEST)) == log.heads[-1].root


def test_proofs_that_chance_took(log: Sealed, second: Log) -> None:
    """And each of them holds: for the fast run. The next two take them all."""
    chosen = random.Random(48)  # noqa: S311 - not secret
    for _ in range(SAMPLED):
        new = chosen.randint(2, LARGEST)
        old = chosen.randrange(1, new)
        proof = inclusion_proof(log.subtree, old, new)
        assert proof == second.path(old, 0, new)
        assert verify_inclusion(leaf_hash(entry(old)), old, proof, log.heads[new])
        proof = consistency_proof(log.subtree, old, new)
        assert proof == second.proof(old, new)
        assert verify_consistency(log.heads[old], log.heads[new], proof)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_inclusion_proof(log: Sealed, second: Log) -> None:
    agreed = sum(
        inclusion_proof(log.subtree, index, size) == second.path(index, 0, size)
        for size in sizes()
        for index in range(size)
    )
    assert agreed == 2_001_000


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_consistency_proof(log: Sealed, second: Log) -> None:
    agreed = sum(
        consistency_proof(log.subtree, old, new) == second.proof(old, new)
        for new in sizes()
        for old in range(1, new)
    )
    assert agreed == 1_999_000


def sizes() -> Iterable[int]:
    return range(1, LARGEST + 1)
