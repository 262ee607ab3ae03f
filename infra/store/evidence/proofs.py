"""Proofs out of the hashes that are kept: some tiles in one query, however long the log."""

from collections.abc import Iterator, Sequence
from functools import cache, partial

from domain.evidence import proofs, tiles
from domain.evidence.proofs import Span
from infra.store.evidence.trees import Tree, tiles_for
from infra.store.recording.save import Connection


def inclusion(
    connection: Connection, schema: str, tree: Tree, position: int, size: int
) -> list[bytes]:
    """That the event or look at that position is among the first `size`. Raises OutsideTree."""
    spans = proofs.inclusion_spans(position - 1, size)
    return _digests(connection, schema, tree, spans)


def several(
    connection: Connection, schema: str, tree: Tree, wanted: Sequence[list[Span]]
) -> Iterator[list[bytes]]:
    """The proof of each list of spans; a subtree of several proofs is read and hashed once."""
    found = tiles_for(connection, schema, tree, [span for spans in wanted for span in spans])
    subtree = cache(partial(tiles.subtree, found))
    for spans in wanted:
        yield [proofs.digest(subtree, span) for span in spans]


def consistency(connection: Connection, schema: str, tree: Tree, old: int, new: int) -> list[bytes]:
    """That the tree of size `old` begins the one of size `new`. Raises OutsideTree."""
    return _digests(connection, schema, tree, proofs.consistency_spans(old, new))


def _digests(connection: Connection, schema: str, tree: Tree, spans: list[Span]) -> list[bytes]:
    return next(several(connection, schema, tree, [spans]))
