"""A working copy is given up: what that means for rows."""

from collections.abc import Mapping
from typing import Any

from projections.change import Change, Restore, gone, opened
from projections.weave import Key

Rows = Mapping[Key, Mapping[str, Any]]


def changes(restore: Restore, then: Rows, now: Rows) -> list[Change]:
    """From the rows of the group that stand to those that stood."""
    table = restore.table
    ended = [gone(table, _named(restore, key)) for key in now if key not in then]
    again = [
        opened(table, _named(restore, key), **values)
        for key, values in then.items()
        if now.get(key) != values
    ]
    return [*ended, *again]


def _named(restore: Restore, key: Key) -> dict[str, Any]:
    return dict(zip(restore.table.key, key, strict=True))
