"""The changes of one batch, woven into the rows that close and the rows that open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from projections.change import Change, Table

Key = tuple[Any, ...]
Values = Mapping[str, Any]
Placed = tuple[int, Change]
# What is said of one row, in order: at which position, its values (None: it ends), whether fresh.
Said = list[tuple[int, Values | None, bool]]


class NoSuchRow(Exception):
    """A change of some columns names a row that does not stand: the projection is wrong."""


class RowStands(Exception):
    """A row that should be fresh stands already: the projection is wrong."""


@dataclass(slots=True)
class Row:
    """`to_position` None: current."""

    key: Key
    values: Values
    from_position: int
    to_position: int | None = None


def by_row(placed: Iterable[Placed]) -> dict[Table, dict[Key, Said]]:
    """Changes in position order, table by table and row by row."""
    tables: dict[Table, dict[Key, Said]] = {}
    for position, change in placed:
        rows = tables.get(change.table)
        if rows is None:
            rows = tables[change.table] = {}
        named = change.key
        key = tuple([named[column] for column in change.table.key])
        said = rows.get(key)
        if said is None:
            rows[key] = [(position, change.values, change.fresh)]
        else:
            said.append((position, change.values, change.fresh))
    return tables


def weave(table: Table, said: Said, key: Key, before: Values | None) -> list[Row]:
    """The rows that one key opens; `before` is what stood, and closes where this begins.

    All that is said at one position makes one row. Raises NoSuchRow or RowStands.
    """
    rows: list[Row] = []
    for position, values, fresh in said:
        if fresh and before is not None:
            raise RowStands(table.name)
        latest = rows[-1] if rows and rows[-1].to_position is None else None
        after = None if values is None else merged(table, values, before)
        if latest and latest.from_position == position:
            rows.pop()
        elif latest:
            latest.to_position = position
        if after is not None:
            rows.append(Row(key, after, position))
        before = after
    return rows


def ending(said: Mapping[Key, Said]) -> dict[Key, int]:
    """The keys under which a row may stand, and where it ends."""
    return {key: each[0][0] for key, each in said.items() if not each[0][2]}


def merged(table: Table, values: Values, before: Values | None) -> Values:
    """Whole values. Raises NoSuchRow when they are not and nothing stood there."""
    if len(values) == len(table.values):
        return values
    if before is None:
        raise NoSuchRow(table.name)
    return {**before, **values}
