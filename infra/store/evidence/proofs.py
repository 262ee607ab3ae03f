"""Proofs out of the hashes that are kept: some tiles in one query, however long the log."""

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


def consistency(connection: Connection, schema: str, tree: Tree, old: int, new: int) -> list[bytes]:
    """That the tree of size `old` begins the one of size `new`. Raises OutsideTree."""
    return _digests(connection, schema, tree, proofs.consistency_spans(old, new))


def _digests(connection: Connection, schema: str, tree: Tree, spans: list[Span]) -> list[bytes]:
    found = tiles_for(connection, schema, tree, spans)
    return [
        proofs.digest(lambda level, index: tiles.subtree(found, level, index), span)
        for span in spans
    ]
