"""Rows of read models, written in bulk: what stood closes, what stands opens."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from psycopg import Connection, Cursor, sql
from psycopg.rows import TupleRow, tuple_row

from domain.canonical import encode
from infra.store.readmodels.place import Place, all_of, arrays, at, columns, listed
from projections.change import Table
from projections.weave import Key, Placed, Row, Values, by_row, ending, weave


def write(connection: Connection[Any], place: Place, placed: Sequence[Placed]) -> None:
    """Changes in position order, all those of one position at once.

    Raises NoSuchRow or RowStands: then some has been written, and the caller takes it back.
    """
    with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        for table, said in by_row(placed).items():
            standing = close(cursor, place, table, ending(said))
            copy_in(
                cursor,
                place,
                table,
                [row for key in said for row in weave(table, said[key], key, standing.get(key))],
            )


def close(
    cursor: Cursor[TupleRow], place: Place, table: Table, ended: Mapping[Key, int]
) -> dict[Key, Values]:
    """What stood under these keys, which ends there; a key under which nothing stood is none."""
    if not ended:
        return {}
    keys = [list(part) for part in zip(*ended, strict=True)]
    return _keyed(table, cursor.execute(_close_sql(place, table), [*keys, list(ended.values())]))


def copy_in(cursor: Cursor[TupleRow], place: Place, table: Table, rows: Sequence[Row]) -> None:
    if not rows:
        return
    cells = _cells(table, rows)
    if table.shared and not place.suffix:
        # COPY is refused where row level security guards a table.
        cursor.execute(_insert_sql(place, table), [list(part) for part in zip(*cells, strict=True)])
        return
    with cursor.copy(_copy_sql(place, table)) as copy:
        copy.set_types(["text" if kind == "json" else kind for kind in columns(table).values()])
        for row in cells:
            copy.write_row(row)


def of_group(
    connection: Connection[Any], place: Place, table: Table, group: Values, position: int
) -> dict[Key, Values]:
    """The rows of a group as they stood after a position."""
    with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        found = cursor.execute(
            _group_sql(place, table, tuple(group)), [*group.values(), position, position]
        )
        return _keyed(table, found)


def _keyed(table: Table, found: Cursor[TupleRow]) -> dict[Key, Values]:
    width = len(table.key)
    return {row[:width]: dict(zip(table.values, row[width:], strict=True)) for row in found}


def _cells(table: Table, opened: Sequence[Row]) -> list[list[Any]]:
    order = list(table.values)
    documents = [len(table.key) + n for n, name in enumerate(order) if table.values[name] == "json"]
    rows = []
    for row in opened:
        said = row.values
        cells = [*row.key, *[said[name] for name in order], row.from_position, row.to_position]
        for n in documents:
            if cells[n] is not None:
                cells[n] = encode(cells[n]).decode()
        rows.append(cells)
    return rows


@cache
def _group_sql(place: Place, table: Table, group: tuple[str, ...]) -> bytes:
    same = [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in group]
    return _bytes(
        "SELECT {all} FROM {table} WHERE {same} AND {standing}",
        all=listed([*table.key, *table.values]),
        table=place.of(table),
        same=all_of(same),
        standing=at(sql.SQL("%s")),
    )


@cache
def _close_sql(place: Place, table: Table) -> bytes:
    """Key by key: without statistics the planner takes open rows for a few, and reads them all."""
    return _bytes(
        "UPDATE {table} AS t SET to_position = f.ended FROM (SELECT u.*, s.from_position"
        " FROM unnest({arrays}) AS u ({key}, ended) CROSS JOIN LATERAL (SELECT s.from_position"
        " FROM {table} AS s WHERE {stands} AND s.to_position IS NULL OFFSET 0) AS s) AS f"
        " WHERE {same} AND t.from_position = f.from_position RETURNING {all}",
        table=place.of(table),
        all=sql.SQL(", ").join([sql.Identifier("t", name) for name in (*table.key, *table.values)]),
        arrays=arrays({**table.key, "ended": "bigint"}),
        key=listed(table.key),
        stands=all_of([sql.SQL("s.{0} = u.{0}").format(sql.Identifier(n)) for n in table.key]),
        same=all_of([sql.SQL("t.{0} = f.{0}").format(sql.Identifier(n)) for n in table.key]),
    )


@cache
def _insert_sql(place: Place, table: Table) -> bytes:
    described = columns(table)
    read = [
        sql.SQL("{}::json" if kind == "json" else "{}").format(sql.Identifier(name))
        for name, kind in described.items()
    ]
    return _bytes(
        "INSERT INTO {table} ({all}) SELECT {read} FROM unnest({arrays}) AS u ({all})",
        table=place.of(table),
        all=listed(described),
        read=sql.SQL(", ").join(read),
        arrays=arrays(described),
    )


@cache
def _copy_sql(place: Place, table: Table) -> bytes:
    return _bytes(
        "COPY {table} ({all}) FROM STDIN (FORMAT BINARY)",
        table=place.of(table),
        all=listed(columns(table)),
    )


def _bytes(text: str, **parts: sql.Composable) -> bytes:
    return sql.SQL(text).format(**parts).as_bytes()
