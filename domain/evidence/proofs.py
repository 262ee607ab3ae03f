"""Proofs for a tree of any size, from its complete subtrees (RFC 9162 §2.1.3, §2.1.4).

A store keeps the nodes that `frontier.append` hands out: they never change, whatever is appended
later, so one store proves for every past size. A proof at 1,000,000 leaves reads some 30 of them;
`needed` names them beforehand, for one query.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from domain.errors import Invalid
from domain.evidence.frontier import Frontier
from domain.evidence.merkle import joined

# The hash of the complete subtree at (level, index), see `merkle.Node`.
Subtrees = Callable[[int, int], bytes]


class OutsideTree(Invalid):
    code = "outside-tree"


class Span(NamedTuple):
    """The leaves from `start` up to but not including `end`, under one node of the tree."""

    start: int
    end: int


def inclusion_proof(subtree: Subtrees, index: int, size: int) -> list[bytes]:
    """PATH (RFC 9162 §2.1.3.1): that leaf `index` is in the tree of `size`. Raises OutsideTree."""
    return [digest(subtree, span) for span in inclusion_spans(index, size)]


def consistency_proof(subtree: Subtrees, old: int, new: int) -> list[bytes]:
    """PROOF (RFC 9162 §2.1.4.1): that the tree of size `old` begins the one of size `new`.

    Empty for equal sizes, and for old = 0, which the RFC leaves out: nothing begins everything.
    Raises OutsideTree.
    """
    return [digest(subtree, span) for span in consistency_spans(old, new)]


def frontier_at(subtree: Subtrees, size: int) -> Frontier:
    """The frontier, hence the root, as it was at that size."""
    return Frontier(size, tuple(subtree(*place) for place in places(Span(0, size))))


def inclusion_spans(index: int, size: int) -> list[Span]:
    """What each hash of the proof stands for, in its order: from the leaf up."""
    if not 0 <= index < size:
        raise OutsideTree("Cette feuille n’est pas dans un arbre de cette taille.")
    return _beside(0, index, size)


def consistency_spans(old: int, new: int) -> list[Span]:
    """What each hash of the proof stands for, in its order."""
    if not 0 <= old <= new:
        raise OutsideTree("Le plus ancien des deux arbres doit être le plus petit.")
    if old in (0, new):
        return []
    # The last complete subtree of the old tree; where it is the whole of it, its hash is known.
    level = (old & -old).bit_length() - 1
    index = (old >> level) - 1
    own = [Span(index << level, old)] if index else []
    return own + _beside(level, index, new)


def needed(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """(level, index) of each complete subtree that will be read."""
    return [place for span in spans for place in places(span)]


def places(span: Span) -> Iterator[tuple[int, int]]:
    """(level, index) of the complete subtrees that tile a span, largest first."""
    start, end = span
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _beside(level: int, index: int, size: int) -> list[Span]:
    """On the way up from a complete subtree to the root: what stands on the other side, if any."""
    spans = []
    while (size - 1) >> level:
        start = (index ^ 1) << level
        if start < size:
            spans.append(Span(start, min(start + (1 << level), size)))
        level, index = level + 1, index >> 1
    return spans


def digest(subtree: Subtrees, span: Span) -> bytes:
    """The hash that a proof has for a span."""
    return joined([subtree(*place) for place in places(span)])
