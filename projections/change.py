"""What a projection says: changes of rows, as data. Rows keep their own history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.domain import CanMutateAggregate

from domain.envelope import Envelope


class Recorded(NamedTuple):
    """An event of the log with what stands beside it. `recorded_at` is UTC."""

    tenant: str
    position: int
    topic: str
    event: CanMutateAggregate[Any]
    envelope: Envelope
    recorded_at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A read model: column name -> SQL type, for the key and for the values.

    Types: uuid, text, bigint, boolean, date, timestamptz, json (anything canonical).
    Every table has `from_position` and `to_position` besides (null = current).
    `shared` tables stand in the schema of the platform and have `tenant` as their first key.
    `rewritten`: rows come and go so often that those of a moment are found by an index of spans.
    """

    name: str
    key: Mapping[str, str]
    values: Mapping[str, str]
    indexes: tuple[tuple[str, ...], ...] = ()
    shared: bool = False
    rewritten: bool = False


class Change(NamedTuple):
    """A row that opens (`values`), or ends (`values` is None).

    `values` may name some columns only: the others keep what the open row of that key says.
    `fresh`: no row of that key stands; one that does is refused.
    """

    table: Table
    key: Mapping[str, Any]
    values: Mapping[str, Any] | None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Restore:
    """All rows of a group as they stood at the last event of one type in a stream.

    `group` names some columns of the key; `since` is a topic without its number, None: none of the
    rows stands any more. Stands before every other change of its event.
    """

    table: Table
    group: Mapping[str, Any]
    stream: UUID | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Projection:
    """A question and its answer, pure. `version` goes up whenever rows would come out otherwise."""

    name: str
    version: int
    tables: tuple[Table, ...]
    rows: Callable[[Recorded], Sequence[Change | Restore]]


def opened(table: Table, key: Mapping[str, Any], **values: Any) -> Change:
    """A whole row: columns that are not named are null, whatever an earlier row said."""
    return Change(table, key, _whole(table, values))


def added(table: Table, key: Mapping[str, Any], **values: Any) -> Change:
    """The same where no row of that key stands: nothing has to be looked for and closed."""
    return Change(table, key, _whole(table, values), fresh=True)


def changed(table: Table, key: Mapping[str, Any], **values: Any) -> Change:
    """The row that stands, with these columns otherwise. There must be one."""
    return Change(table, key, values)


def emptied(table: Table, group: Mapping[str, Any]) -> Restore:
    """All rows of a group end, whichever they are."""
    return Restore(table, group)


def gone(table: Table, key: Mapping[str, Any]) -> Change:
    return Change(table, key, None)


def _whole(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return values if len(values) == len(table.values) else dict.fromkeys(table.values) | values
