"""The public keys of a log, and from when to when each signed, as the platform's log says."""

from typing import Any, cast

from domain.evidence.verifier_key import VerifierKey
from domain.platform.instance import INSTANCE, Instance
from infra.store.events.mapper import to_event
from infra.store.events.stored import LogRow
from infra.wiring import Wiring


def keys_of(wiring: Wiring, origin: str) -> list[dict[str, Any]]:
    """In the order of their introduction; `until` None: it signs still."""
    found: dict[str, dict[str, Any]] = {}
    for row in wiring.platform().recorder.select_events(INSTANCE):
        event, at = to_event(cast("LogRow", row)), cast("LogRow", row).recorded_at
        if isinstance(event, Instance.EvidenceKeyIntroduced):
            key = VerifierKey(origin, bytes.fromhex(event.public_key))
            found[event.public_key] = {"key": str(key), "since": at, "until": None}
        elif isinstance(event, Instance.EvidenceKeyRetired):
            found[event.public_key]["until"] = at
    return list(found.values())
