"""A whole read model loaded into an empty table: each row is written once, when it is complete.

Rows that stand are kept in memory until they close, as many as `MOST_STANDING` of a table; only
those pushed out are closed by an update later. Indexes are made at the end, or by the first push.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from psycopg import Cursor
from psycopg.rows import TupleRow, tuple_row

from infra.store.readmodels import rows
from infra.store.readmodels.place import Place
from infra.store.recording.save import Connection
from infra.store.schemas import tables
from projections.change import Table
from projections.weave import Key, Placed, Row, Said, Values, by_row, ending, weave

MOST_STANDING = 20_000


@dataclass(slots=True)
class Loading:
    connection: Connection
    place: Place
    tables: Sequence[Table]
    standing: dict[Table, dict[Key, Row]] = field(init=False)
    indexed: set[Table] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.standing = {table: {} for table in self.tables}

    def write(self, placed: Sequence[Placed]) -> None:
        with self._cursor() as cursor:
            for table, said in by_row(placed).items():
                self._load(cursor, table, said)

    def flush(self) -> None:
        """Everything is in the tables, and can be read and changed there."""
        with self._cursor() as cursor:
            for table, standing in self.standing.items():
                self._push(cursor, table, len(standing))

    def _load(self, cursor: Cursor[TupleRow], table: Table, said: dict[Key, Said]) -> None:
        standing = self.standing[table]
        pushed = self._pushed(cursor, table, said)
        complete = []
        for key, each in said.items():
            row = standing.pop(key, None)
            if row:
                row.to_position = each[0][0]
                complete.append(row)
            woven = weave(table, each, key, row.values if row else pushed.get(key))
            if woven and woven[-1].to_position is None:
                standing[key] = woven.pop()
            complete += woven
        rows.copy_in(cursor, self.place, table, complete)
        if len(standing) > MOST_STANDING:
            self._push(cursor, table, len(standing) - MOST_STANDING // 2)

    def _pushed(
        self, cursor: Cursor[TupleRow], table: Table, said: dict[Key, Said]
    ) -> dict[Key, Values]:
        """What stood in the table alone and ends there now."""
        if table not in self.indexed:
            return {}
        standing = self.standing[table]
        ended = {key: at for key, at in ending(said).items() if key not in standing}
        return rows.close(cursor, self.place, table, ended)

    def _push(self, cursor: Cursor[TupleRow], table: Table, count: int) -> None:
        """Those that have stood longest."""
        standing = self.standing[table]
        longest = [standing.pop(key) for key in list(islice(standing, count))]
        rows.copy_in(cursor, self.place, table, longest)
        if table not in self.indexed:
            tables.index(cursor, self.place, table)
            self.indexed.add(table)

    @contextmanager
    def _cursor(self) -> Iterator[Cursor[TupleRow]]:
        with self.connection.cursor(row_factory=tuple_row, binary=True) as cursor:
            yield cursor
