"""What stands beside the state of every event of a save: who, when, from where (ADR 1)."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from domain.canonical import encode
from domain.dates import BusinessDate, Precision


class ProvenanceKind(StrEnum):
    UI = "ui"
    API = "api"
    IMPORT = "import"
    SYSTEM = "system"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Provenance:
    kind: ProvenanceKind
    ref: str | None = None


# `Actor.auth_method` of who proved who they are by a code sent to their registered address.
MAIL_CODE = "mail:code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person of this tenant, in the role and office in which they acted."""

    person_id: UUID
    role: str
    auth_method: str
    office: str | None = None
    organization_id: UUID | None = None
    on_behalf_of: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """`reason` is a seal (hex), never a text."""

    effective_on: BusinessDate
    provenance: Provenance
    correlation_id: UUID
    causation_id: UUID | None = None
    actor: Actor | None = None
    reason: str | None = None

    def encode(self) -> bytes:
        return encode(_members(self))


@dataclass(frozen=True, slots=True)
class Cause:
    """An event from which another follows without being asked for: it began that request too."""

    event_id: UUID
    correlation_id: UUID


def event_id(stream: UUID, version: int) -> UUID:
    """The identity of an event, derived: a stream has one event per version."""
    return uuid5(stream, str(version))


def read(members: dict[str, Any]) -> Envelope:
    """The envelope of a stored event, from its JSON object."""
    day = members["effective_on"]
    actor = members.get("actor")
    return Envelope(
        effective_on=BusinessDate(_day(day["date"]), Precision(day["precision"])),
        provenance=Provenance(
            ProvenanceKind(members["provenance"]["kind"]), members["provenance"].get("ref")
        ),
        correlation_id=UUID(members["correlation_id"]),
        causation_id=_uuid(members.get("causation_id")),
        actor=_actor(actor) if actor else None,
        reason=members.get("reason"),
    )


def _actor(members: dict[str, str]) -> Actor:
    return Actor(
        person_id=UUID(members["person_id"]),
        role=members["role"],
        auth_method=members["auth_method"],
        office=members.get("office"),
        organization_id=_uuid(members.get("organization_id")),
        on_behalf_of=_uuid(members.get("on_behalf_of")),
    )


def _day(text: str) -> Any:
    return BusinessDate.parse(text).date


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _members(value: Any) -> dict[str, Any]:
    """The fields that have a value; nested dataclasses become objects."""
    found = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if item is not None:
            found[field.name] = _members(item) if hasattr(item, "__dataclass_fields__") else item
    return found
