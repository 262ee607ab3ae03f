"""Between the events of the domain and the rows of the log."""

from collections.abc import Callable
from functools import cache
from typing import Any, cast
from uuid import UUID

import msgspec
from eventsourcing.domain import (
    CanMutateAggregate,
    CanSnapshotAggregate,
    DomainEventProtocol,
    Snapshot,
)
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent
from eventsourcing.utils import get_topic, resolve_topic

from infra.store.events.state import OUTSIDE, Shape, shape_of
from infra.store.events.stored import Entry, LogRow
from infra.store.events.topics import Topic, event_class, snapshot_class, snapshot_topic, topic_of

Event = CanMutateAggregate[Any]
Upcast = Callable[[dict[str, Any]], None]


class TypedMapper(Mapper[UUID]):
    """State is canonical JSON, decoded strictly into the types of the class as it is now.

    The library's own time-stamp is not stored: an event was when the database recorded it.
    """

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """Raises NotCanonical, or TypeError for a value that its field does not announce."""
        if isinstance(domain_event, CanSnapshotAggregate):
            return _stored_snapshot(domain_event)
        kind: type[Any] = type(domain_event)
        state = {name: value for name, value in vars(domain_event).items() if name not in OUTSIDE}
        return StoredEvent(
            domain_event.originator_id,
            domain_event.originator_version,
            get_topic(kind),
            shape_of(kind).encode(state),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """Raises UnknownTopic, or MapperDeserialisationError for a state of another form."""
        row = cast("LogRow", stored_event)
        return _snapshot(row) if row.topic.startswith("snapshot.") else to_event(row)


def to_event(row: LogRow | Entry) -> Event:
    """Raises UnknownTopic, or MapperDeserialisationError for a state of another form."""
    try:
        return _event(row)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise MapperDeserialisationError(
            f"{row.topic} of {row.originator_id}, version {row.originator_version}: {error}"
        ) from error


def _event(row: LogRow | Entry) -> Event:
    kind, shape, upcasts = _reading(row.topic)
    if upcasts:
        state = msgspec.json.decode(row.state)
        for upcast in upcasts:
            upcast(state)
        state = shape.convert(state)
    else:
        state = shape.decode(row.state)
    state["originator_id"] = row.originator_id
    state["originator_version"] = row.originator_version
    state["timestamp"] = row.recorded_at
    event: Event = object.__new__(kind)
    object.__setattr__(event, "__dict__", state)
    return event


@cache
def _reading(topic: str) -> tuple[type[Any], Shape, tuple[Upcast, ...]]:
    """The class of today, and what leads to it from the version that the topic names."""
    kind, stored = event_class(topic)
    steps = range(stored.version, Topic.parse(get_topic(kind)).version)
    upcasts = tuple(getattr(kind, f"upcast_v{step}_v{step + 1}") for step in steps)
    return kind, shape_of(kind), upcasts


def _stored_snapshot(snapshot: Any) -> StoredEvent:
    """Never hashed nor proved: what can be read back will do."""
    aggregate = resolve_topic(snapshot.topic)
    state = msgspec.json.encode(snapshot.state)
    shape_of(aggregate).decode(state)
    return StoredEvent(
        snapshot.originator_id, snapshot.originator_version, snapshot_topic(aggregate), state
    )


def _snapshot(row: LogRow) -> Snapshot:
    aggregate = snapshot_class(row.topic)
    return Snapshot(
        originator_id=row.originator_id,
        originator_version=row.originator_version,
        timestamp=row.recorded_at,
        topic=topic_of(aggregate),
        state=shape_of(aggregate).decode(row.state),
    )
