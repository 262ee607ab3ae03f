"""Which class stands for a topic of the log: found among the aggregates that are imported.

The library's own resolver imports a module named like a topic it does not know; what a row of the
log says must never decide what is loaded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eventsourcing.domain import Aggregate, CanMutateAggregate
from eventsourcing.persistence import MapperDeserialisationError

EventClass = type[CanMutateAggregate[Any]]


class UnknownTopic(MapperDeserialisationError):
    """The log holds an event, or a version of it, that this program does not know."""


@dataclass(frozen=True, slots=True)
class Topic:
    """`funding_adjusted.2`: `kind` and `version`."""

    kind: str
    version: int

    @classmethod
    def parse(cls, text: str) -> "Topic":
        kind, _, number = text.rpartition(".")
        if not kind or not number.isascii() or not number.isdigit():
            raise UnknownTopic(f"The topic {text!r} is not of the form name.N")
        return cls(kind, int(number))


_events: dict[str, EventClass] = {}


def event_class(topic: str) -> tuple[EventClass, Topic]:
    """The class as it is now, and the topic as it was stored. Raises UnknownTopic."""
    stored = Topic.parse(topic)
    found = _events.get(stored.kind)
    if found is None:
        _events.update({Topic.parse(topic_of(each)).kind: each for each in event_classes()})
        found = _events.get(stored.kind)
    if found is None or stored.version > Topic.parse(topic_of(found)).version:
        raise UnknownTopic(f"No event of this program is called {topic!r}")
    return found, stored


def event_classes() -> Iterator[EventClass]:
    """The events of every aggregate that is imported."""
    for aggregate in aggregate_classes():
        for item in vars(aggregate).values():
            if not isinstance(item, type) or not issubclass(item, CanMutateAggregate):
                continue
            # The base of the events, and the library's `Created` over it, are never recorded.
            if topic_of(item) != topic_of(aggregate.Event):
                yield item


def aggregate_classes() -> Iterator[type[Aggregate]]:
    """Those that pin a topic."""
    waiting = list(Aggregate.__subclasses__())
    while waiting:
        aggregate = waiting.pop()
        waiting.extend(aggregate.__subclasses__())
        if vars(aggregate).get("TOPIC"):
            yield aggregate


def topic_of(kind: type[object]) -> str:
    """As pinned on the class."""
    topic: str = getattr(kind, "TOPIC", "")
    return topic


def snapshot_topic(aggregate: type[Aggregate]) -> str:
    """Names the version of the state: a snapshot of any other is as if it were not there."""
    version = getattr(aggregate, "STATE_VERSION", 1)
    return f"snapshot.{topic_of(aggregate)}.{version}"


def snapshot_class(topic: str) -> type[Aggregate]:
    """Raises UnknownTopic, for a state of another version too."""
    for aggregate in aggregate_classes():
        if snapshot_topic(aggregate) == topic:
            return aggregate
    raise UnknownTopic(f"No aggregate of this program has snapshots called {topic!r}")
