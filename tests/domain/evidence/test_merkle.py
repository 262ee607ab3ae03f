"""Roots: appended or at once, from a frontier that was stored or from the nodes that were kept."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evidence.frontier import Frontier, InvalidFrontier, append
from domain.evidence.merkle import (
    EMPTY_ROOT,
    InvalidLeafHash,
    leaf_hash,
    node_hash,
    root,
    row_root,
)
from domain.evidence.proofs import frontier_at
from tests.domain.evidence.grown import entry, sealed
from tests.domain.evidence.rfc9162 import Log

batches = st.lists(st.lists(st.binary(max_size=40), max_size=9), max_size=9)


def test_the_hashes_are_those_of_the_rfc() -> None:
    assert sha256(b"").digest() == EMPTY_ROOT
    assert leaf_hash(b"ab") == sha256(b"\x00ab").digest()
    assert node_hash(b"a" * 32, b"b" * 32) == sha256(b"\x01" + b"a" * 32 + b"b" * 32).digest()
    assert root([]) == Frontier().head.root == EMPTY_ROOT
    assert root([leaf_hash(b"")]) == leaf_hash(b"") != EMPTY_ROOT


@given(batches)
def test_appended_in_batches_or_read_at_once_the_root_is_the_same(
    given_batches: list[list[bytes]],
) -> None:
    frontier, everything = Frontier(), list[bytes]()
    for batch in given_batches:
        frontier, made = append(frontier, map(leaf_hash, batch))
        frontier = Frontier.decode(frontier.encode())
        everything += batch
        assert [node for node in made if node[0] == 0] == [
            (0, index, leaf_hash(data))
            for index, data in enumerate(everything)
            if index >= len(everything) - len(batch)
        ]
    assert frontier.head.size == len(everything)
    assert frontier.head.root == root(map(leaf_hash, everything))
    assert frontier.head.root == Log(everything).mth(0, len(everything))


@given(st.integers(0, 300))
def test_of_hashes_in_a_row_the_root_is_the_same(size: int) -> None:
    hashes = [leaf_hash(entry(index)) for index in range(size)]
    assert row_root(b"".join(hashes)) == root(hashes)
    with pytest.raises(InvalidLeafHash):
        row_root(b"".join(hashes) + b"1")


def test_every_complete_subtree_is_made_once_and_is_what_the_rfc_says() -> None:
    size = 133
    log, second = sealed(size), Log([entry(index) for index in range(size)])
    wanted = {
        (level, index): second.mth(index << level, index + 1 << level)
        for level in range(size.bit_length())
        for index in range(size >> level)
    }
    assert log.nodes == wanted


def test_the_frontier_of_every_past_size_is_read_from_the_store() -> None:
    log = sealed(133)
    for size, head in enumerate(log.heads):
        assert frontier_at(log.subtree, size).head == head
    assert frontier_at(log.subtree, 133) == log.frontier


@pytest.mark.parametrize("leaf", [b"", b"a" * 31, b"a" * 33])
def test_what_is_no_hash_is_no_leaf(leaf: bytes) -> None:
    with pytest.raises(InvalidLeafHash) as refusal:
        append(Frontier(), [leaf])
    assert refusal.value.code == "invalid-leaf-hash"
    with pytest.raises(InvalidLeafHash):
        root([leaf_hash(b""), leaf])


@pytest.mark.parametrize(
    ("size", "hashes"),
    [
        (0, (b"a" * 32,)),
        (1, ()),
        (3, (b"a" * 32,)),
        (4, (b"a" * 32, b"b" * 32)),
        (1, (b"a" * 31,)),
        (-1, (b"a" * 32,)),
        (2**63, (b"a" * 32,)),
    ],
)
def test_a_frontier_has_the_hashes_of_its_size(size: int, hashes: tuple[bytes, ...]) -> None:
    with pytest.raises(InvalidFrontier) as refusal:
        Frontier(size, hashes)
    assert refusal.value.code == "invalid-frontier"


def test_a_stored_frontier_that_was_cut_or_grew_is_refused() -> None:
    stored = sealed(13).frontier.encode()
    assert len(stored) == 8 + 3 * 32
    for wrong in [*(stored[:length] for length in range(len(stored))), stored + b"\x00"]:
        with pytest.raises(InvalidFrontier):
            Frontier.decode(wrong)
