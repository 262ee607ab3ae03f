"""Read models in dictionaries: what the tables must say, computed the plain way.

One change at a time, without batches: the measure for the tables of the store.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from projections import restoring
from projections.change import Change, Projection, Recorded, Restore, Table
from projections.weave import Key, Row, RowStands, merged


class Memory:
    """Rows with their history, table by table."""

    def __init__(self, *projections: Projection) -> None:
        self.projections = projections
        self.position = 0
        self.rows: dict[str, list[Row]] = {
            table.name: [] for projection in projections for table in projection.tables
        }
        self._current: dict[tuple[str, Key], Row] = {}
        self._last: dict[tuple[UUID | None, str | None], int] = {}

    def record(self, recorded: Recorded) -> None:
        for projection in self.projections:
            for said in projection.rows(recorded):
                for change in self._restored(said) if isinstance(said, Restore) else [said]:
                    self._apply(recorded.position, change)
        kind = recorded.topic.rpartition(".")[0]
        self._last[recorded.event.originator_id, kind] = recorded.position
        self.position = recorded.position

    def rows_at(self, table: Table, position: int) -> dict[Key, Mapping[str, Any]]:
        """What stood after that position, by key."""
        return {
            row.key: row.values
            for row in self.rows[table.name]
            if row.from_position <= position
            and (row.to_position is None or row.to_position > position)
        }

    def history(self, table: Table) -> Iterator[Row]:
        """Every row that ever stood, by key and position: the order of digests."""
        yield from sorted(self.rows[table.name], key=lambda row: (row.key, row.from_position))

    def _apply(self, position: int, change: Change) -> None:
        name = change.table.name
        key = tuple(change.key[column] for column in change.table.key)
        before = self._current.pop((name, key), None)
        if before and change.fresh:
            raise RowStands(name)
        if before:
            before.to_position = position
        if before and before.from_position == position:
            self.rows[name].remove(before)
        if change.values is not None:
            stood = before.values if before else None
            row = Row(key, merged(change.table, change.values, stood), position)
            self.rows[name].append(row)
            self._current[name, key] = row

    def _restored(self, restore: Restore) -> list[Change]:
        position = self._last[restore.stream, restore.since] if restore.since else 0
        then, now = (
            self._of_group(restore, self.rows_at(restore.table, at))
            for at in (position, self.position)
        )
        return restoring.changes(restore, then, now)

    @staticmethod
    def _of_group(
        restore: Restore, rows: Mapping[Key, Mapping[str, Any]]
    ) -> dict[Key, Mapping[str, Any]]:
        columns = list(restore.table.key)
        wanted = [(columns.index(name), part) for name, part in restore.group.items()]
        return {key: row for key, row in rows.items() if all(key[n] == p for n, p in wanted)}
