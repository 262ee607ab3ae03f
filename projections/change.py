"""What a projection says: changes of rows, as data. Rows keep their own history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventsourcing.domain import CanMutateAggregate

from domain.envelope import Envelope


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event of the log with what stands beside it. `recorded_at` is UTC."""

    tenant: str
    position: int
    topic: str
    event: CanMutateAggregate[Any]
    envelope: Envelope
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Table:
    """A read model: column name -> SQL type, for the key and for the values.

    Every table has `from_position` and `to_position` besides (null = current).
    `shared` tables stand in the schema of the platform and carry `tenant` as their first key.
    """

    name: str
    key: Mapping[str, str]
    values: Mapping[str, str]
    indexes: tuple[tuple[str, ...], ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A row that opens (`values`), or ends (`values` is None).

    `values` may name some columns only: the others keep what the open row of that key says.
    """

    table: Table
    key: Mapping[str, Any]
    values: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Projection:
    """A question and its answer, pure. `version` goes up whenever rows would come out otherwise."""

    name: str
    version: int
    tables: tuple[Table, ...]
    rows: Callable[[Recorded], list[Change]]
