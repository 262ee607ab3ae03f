"""One batch of changes of one table, woven into the rows that close and the rows that open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from projections.change import Change, Table

Key = tuple[Any, ...]
Placed = tuple[int, Change]


class NoSuchRow(Exception):
    """A change of some columns names a row that does not stand: the projection is wrong."""


@dataclass(slots=True)
class Row:
    """`to_position` None: current."""

    key: Key
    values: Mapping[str, Any]
    from_position: int
    to_position: int | None = None


class Woven(NamedTuple):
    """`closed`: where the rows that stood before the batch end. `opened`: whole rows."""

    closed: dict[Key, int]
    opened: list[Row]


def key_of(change: Change) -> Key:
    return tuple([change.key[column] for column in change.table.key])


def by_table(placed: Iterable[Placed]) -> dict[Table, list[Placed]]:
    sorted_out: dict[Table, list[Placed]] = {}
    for item in placed:
        sorted_out.setdefault(item[1].table, []).append(item)
    return sorted_out


def unknown(table: Table, placed: Iterable[Placed]) -> list[Key]:
    """The keys whose standing row must be read first: a partial change is their first."""
    columns = len(table.values)
    first: dict[Key, bool] = {}
    for _, change in placed:
        whole = change.values is None or len(change.values) == columns
        first.setdefault(key_of(change), whole)
    return [key for key, whole in first.items() if not whole]


def weave(
    table: Table, placed: Sequence[Placed], standing: Mapping[Key, Mapping[str, Any]]
) -> Woven:
    """`placed` in position order; all changes of one position must be in one batch.

    Raises NoSuchRow.
    """
    woven = Woven({}, [])
    latest: dict[Key, Row | None] = {}
    for position, change in placed:
        key = key_of(change)
        row = latest.get(key)
        before = row.values if row else standing.get(key) if key not in latest else None
        if key not in latest:
            woven.closed[key] = position
        latest[key] = _next(woven, table, row, position, (key, change.values, before))
    return Woven(
        woven.closed, [row for row in woven.opened if row.from_position != row.to_position]
    )


def _next(
    woven: Woven,
    table: Table,
    row: Row | None,
    position: int,
    said: tuple[Key, Mapping[str, Any] | None, Mapping[str, Any] | None],
) -> Row | None:
    key, values, before = said
    after = None if values is None else merged(table, values, before)
    if row and row.from_position == position and after is not None:
        row.values = after
        return row
    if row:
        row.to_position = position
    if after is None:
        return None
    woven.opened.append(Row(key, after, position))
    return woven.opened[-1]


def merged(
    table: Table, values: Mapping[str, Any], before: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    """Whole values. Raises NoSuchRow when they are not and nothing stood there."""
    if len(values) == len(table.values):
        return values
    if before is None:
        raise NoSuchRow(table.name)
    return {**before, **values}
