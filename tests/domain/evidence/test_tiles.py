"""A tree kept in tiles is the tree that was grown, however it was cut into batches."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.evidence import tiles
from domain.evidence.frontier import Frontier, append
from domain.evidence.merkle import leaf_hash
from domain.evidence.proofs import (
    Span,
    consistency_proof,
    consistency_spans,
    frontier_at,
    inclusion_proof,
    inclusion_spans,
    needed,
)
from domain.evidence.tiles import Place, place_of, subtree
from tests.domain.evidence.grown import entry, sealed

LARGEST = 70_000  # so that a third level of tiles begins
LOG = sealed(LARGEST)


def kept(cuts: list[int]) -> dict[Place, bytes]:
    """What a store holds that was given the tree in these pieces."""
    found: dict[Place, bytes] = {}
    frontier = Frontier()
    for start, end in pairwise(cuts):
        frontier, made = append(frontier, (leaf_hash(entry(at)) for at in range(start, end)))
        for place, hashes in tiles.grown(made).items():
            found[place] = found.get(place, b"") + hashes
    return found


WHOLE = kept([0, 1, 255, 256, 257, 65_535, 65_536, LARGEST])


def test_tiles_are_full_but_for_the_last_of_each_level() -> None:
    lengths = {place: len(hashes) // 32 for place, hashes in WHOLE.items()}
    assert {place.level for place in lengths} == {0, 1, 2}
    assert {length for (level, at), length in lengths.items() if level == 0 and at < 273} == {256}
    assert lengths[Place(0, 273)] == LARGEST - 273 * 256
    assert (lengths[Place(1, 0)], lengths[Place(1, 1)], lengths[Place(2, 0)]) == (256, 17, 1)


@settings(deadline=None)
@given(st.lists(st.integers(1, 600), min_size=1, max_size=8))
def test_cuts_make_no_difference(sizes: list[int]) -> None:
    cuts = [0]
    for size in sizes:
        cuts.append(cuts[-1] + size)
    assert kept(cuts) == kept([0, cuts[-1]])


@given(st.integers(1, LARGEST), st.data())
def test_proofs_from_tiles_are_the_proofs(size: int, data: st.DataObject) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))

    def from_tiles(level: int, at: int) -> bytes:
        return subtree(WHOLE, level, at)

    assert frontier_at(from_tiles, size).head == LOG.heads[size]
    assert inclusion_proof(from_tiles, index, size) == inclusion_proof(LOG.subtree, index, size)
    assert consistency_proof(from_tiles, old, size) == consistency_proof(LOG.subtree, old, size)


@given(st.integers(1, LARGEST), st.data())
def test_few_tiles_are_read(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    for spans in (inclusion_spans(old - 1, size), consistency_spans(old, size), [Span(0, size)]):
        assert len({place_of(*node) for node in needed(spans)}) <= 3 * 3


def test_what_is_not_there_yet_is_not_made_up() -> None:
    with pytest.raises(ValueError, match="not complete"):
        subtree(WHOLE, 0, LARGEST)
    with pytest.raises(KeyError):
        subtree(WHOLE, 0, LARGEST + 256)
