"""The canonical digest of a read model: what its rows said, at a position and ever before.

One line per row that ever stood: the canonical JSON of its columns, `from_position` and
`to_position` among them; sorted by key and `from_position`; each line ends with a line feed;
SHA-256 over all. A row that was closed after the position counts as current.
"""

import hashlib
from collections.abc import Iterable, Iterator

from domain.canonical import encode
from projections.change import Table
from projections.weave import Row


def digest(lines: Iterable[bytes]) -> str:
    """SHA-256 in hex of lines that are already in order."""
    summed = hashlib.sha256()
    for line in lines:
        summed.update(line)
        summed.update(b"\n")
    return summed.hexdigest()


def lines(table: Table, history: Iterable[Row], position: int) -> Iterator[bytes]:
    """The lines of rows that come in the order of key and `from_position`."""
    for row in history:
        if row.from_position <= position:
            ended = row.to_position is not None and row.to_position <= position
            spans = {
                "from_position": row.from_position,
                "to_position": row.to_position if ended else None,
            }
            yield encode({**dict(zip(table.key, row.key, strict=True)), **row.values, **spans})
