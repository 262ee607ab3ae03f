"""One event for whoever asks, by the API or at the terminal: with those who were told of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.notification import Outcome
from infra.reading.comparing import Reading
from infra.store.connections.names import roles_of
from infra.store.notices import followed
from infra.wiring import Wiring
from projections.queries.causes import EFFECTS, EVENT, TOLD

MOST_EFFECTS = 50


@dataclass(frozen=True, slots=True)
class Explained:
    """`body` as the API answers; the first of what it set off, and who was told of it."""

    tenant: str
    position: int
    body: dict[str, Any]
    effects: list[dict[str, Any]]
    notifications: dict[str, Any]

    def document(self) -> dict[str, Any]:
        beside = {"effects": self.effects, "notifications": self.notifications}
        return {"tenant": self.tenant, "position": self.position, **self.body, **beside}


def explain(reading: Reading, event: str, as_of: int | datetime | None) -> Explained:
    """All of it at one position. Raises NoSuchEvent, or as `Reading`."""
    first = reading.answer(EVENT, as_of=as_of, event=event)
    again = {"as_of": first.position, "event": event}
    effects = reading.answer(EFFECTS, **again, limit=MOST_EFFECTS).body
    found = reading.answer(TOLD, **again).body
    notifications = told(reading.wiring, reading.tenant, found)
    return Explained(reading.tenant, first.position, first.body, effects, notifications)


def told(wiring: Wiring, tenant: str, found: dict[str, Any]) -> dict[str, Any]:
    """`found`: the answer of `TOLD`. Whom the outbox names is settled a little after the event."""
    event, pool = found["event"], wiring.pool
    with pool.checkout(roles_of(pool.database, tenant).web) as connection:
        decided = followed.decided(connection, tenant, event["position"])
        notices = followed.notices(connection, tenant, event["event_id"], event["position"])
    became: dict[Any, list[dict[str, Any]]] = {}
    for outcome in found["outcomes"]:
        became.setdefault(outcome["outbox_id"], []).append(outcome)
    items = [one | _became(became.get(one["outbox_id"], [])) for one in notices]
    return {"position": event["position"], "decided": decided, "items": items}


def _became(outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    """The newest says how it stands; each says when, and at which position."""
    newest = outcomes[-1] if outcomes else {"outcome": Outcome.WAITING, "attempts": 0}
    said = {name: newest[name] for name in ("outcome", "attempts")}
    names = ("position", "recorded_at", "type", "sentence", "error_code")
    return said | {"outcomes": [{name: one[name] for name in names} for one in outcomes]}
