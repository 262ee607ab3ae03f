"""The canonical digest of a read model: what its rows said, at a position and ever before.

One line per row that ever stood: the canonical JSON of its columns, `from_position` and
`to_position` among them; a row that was closed after the position counts as current. Lines are
sorted by key and `from_position`. Those that share the first column of the key are joined by line
feeds and summed (SHA-256, hex); the digest is that of these sums, each followed by a line feed.
"""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby

from domain.canonical import encode
from projections.change import Table
from projections.weave import Row


def digest(sums: Iterable[bytes]) -> str:
    """SHA-256 in hex of sums that are already in order."""
    summed = hashlib.sha256()
    for each in sums:
        summed.update(each)
        summed.update(b"\n")
    return summed.hexdigest()


def sums(table: Table, history: Iterable[Row], position: int) -> Iterator[bytes]:
    """Of rows that come in the order of key and `from_position`."""
    opened = (row for row in history if row.from_position <= position)
    for _, rows in groupby(opened, key=lambda row: row.key[0]):
        lines = b"\n".join(line(table, row, position) for row in rows)
        yield hashlib.sha256(lines).hexdigest().encode()


def line(table: Table, row: Row, position: int) -> bytes:
    ended = row.to_position is not None and row.to_position <= position
    spans = {
        "from_position": row.from_position,
        "to_position": row.to_position if ended else None,
    }
    return encode({**dict(zip(table.key, row.key, strict=True)), **row.values, **spans})
