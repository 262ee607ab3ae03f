"""The stored bytes of one example of every event: `python -m tests.goldens` adds what is missing.

A file that is there is never written again: bytes that are stored somewhere cannot change.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.domain import CanInitAggregate, CanMutateAggregate
from eventsourcing.persistence import StoredEvent

from domain import canonical
from domain.dates import BusinessDate, Precision
from domain.envelope import Actor, Envelope, Provenance, ProvenanceKind
from infra.store.events import topics
from infra.store.events.envelopes import encoded
from infra.store.events.mapper import TypedMapper
from infra.store.recording.factory import Unused
from tests.examples import access, convention, evidence, registry

FOLDER = Path(__file__).parent / "golden"
EXAMPLES: dict[type, dict[str, Any]] = {
    **convention.EXAMPLES,
    **registry.EXAMPLES,
    **access.EXAMPLES,
    **evidence.EXAMPLES,
}
STREAM = UUID("3e9c8c6e-9d0b-4a51-8a53-5a1f9f1f0001")
RECORDED_AT = datetime(2024, 9, 2, 8, 30, 0, 120, tzinfo=UTC)
ENVELOPE = Envelope(
    effective_on=BusinessDate(date(2024, 9, 1), Precision.MONTH),
    provenance=Provenance(ProvenanceKind.UI, "test"),
    correlation_id=UUID("3e9c8c6e-9d0b-4a51-8a53-5a1f9f1f0002"),
    causation_id=UUID("3e9c8c6e-9d0b-4a51-8a53-5a1f9f1f0003"),
    actor=Actor(
        person_id=UUID("3e9c8c6e-9d0b-4a51-8a53-5a1f9f1f0004"),
        role="dept_agent",
        auth_method="sso",
        office="présidente",
        organization_id=UUID("3e9c8c6e-9d0b-4a51-8a53-5a1f9f1f0005"),
    ),
    reason="5f" * 32,
)


def event_classes() -> Iterator[type[CanMutateAggregate[Any]]]:
    """Of the domain: tests have aggregates of their own."""
    for each in topics.event_classes():
        if each.__module__.startswith("domain."):
            yield each


def stored(kind: type[CanMutateAggregate[Any]]) -> StoredEvent:
    fields = dict(EXAMPLES[kind])
    if issubclass(kind, CanInitAggregate):
        fields["originator_topic"] = topics.topic_of(kind).split(".")[0]
    made: Any = kind
    event = made(originator_id=STREAM, originator_version=3, timestamp=RECORDED_AT, **fields)
    return TypedMapper(Unused()).to_stored_event(event)


def golden(event: StoredEvent) -> dict[str, str]:
    whole = canonical.event_bytes(
        tenant="48",
        position=12,
        stream=STREAM,
        version=event.originator_version,
        topic=event.topic,
        recorded_at=RECORDED_AT,
        envelope=encoded(ENVELOPE),
        state=event.state,
    )
    return {
        "topic": event.topic,
        "state": event.state.decode(),
        "envelope": encoded(ENVELOPE).decode(),
        "canonical": whole.decode(),
        "leaf_sha256": sha256(b"\x00" + whole).hexdigest(),
    }


def path_of(topic: str) -> Path:
    return FOLDER / f"{topic}.json"


if __name__ == "__main__":
    for kind in event_classes():
        content = golden(stored(kind))
        if not path_of(content["topic"]).exists():
            text = json.dumps(content, ensure_ascii=False, indent=1)
            path_of(content["topic"]).write_text(text + "\n", encoding="utf-8")
