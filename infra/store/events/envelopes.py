"""Envelopes as bytes and back: one is written at every save and read with every event."""

from dataclasses import fields
from functools import lru_cache
from typing import Any

import msgspec

from domain.envelope import Actor, Envelope, Provenance
from infra.store.events.quick import quick

DECODER = msgspec.json.Decoder(Envelope)
MEMBERS = {kind: [field.name for field in fields(kind)] for kind in (Envelope, Provenance, Actor)}


def encoded(envelope: Envelope) -> bytes:
    """The bytes of `Envelope.encode`, in a twentieth of its time."""
    members = _present(envelope)
    members["provenance"] = _present(envelope.provenance)
    if envelope.actor is not None:
        members["actor"] = _present(envelope.actor)
    return quick(members) or envelope.encode()


@lru_cache(maxsize=256)
def envelope_of(stored: bytes) -> Envelope:
    """The events of one save share theirs. Raises msgspec.DecodeError."""
    return DECODER.decode(stored)


def _present(value: Any) -> dict[str, Any]:
    found = ((name, getattr(value, name)) for name in MEMBERS[type(value)])
    return {name: item for name, item in found if item is not None}
