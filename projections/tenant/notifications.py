"""What became of each message that was due."""

from functools import singledispatch

from domain import notification as facts
from domain.notification import Outcome
from projections.change import Change, Projection, Recorded, Table, opened

OUTCOMES = Table(
    name="notification_outcomes",
    key={"outbox_id": "uuid"},
    values={"outcome": "text", "channel": "text", "attempts": "bigint", "error_code": "text"},
)


def rows(recorded: Recorded) -> list[Change]:
    return _rows(recorded.event)


@singledispatch
def _rows(_event: object) -> list[Change]:
    return []


@_rows.register
def _(event: facts.NotificationSent) -> list[Change]:
    return _now(event, outcome=Outcome.SENT, channel=event.channel, attempts=event.attempt)


@_rows.register
def _(event: facts.NotificationFailed) -> list[Change]:
    return _now(event, outcome=Outcome.FAILED, attempts=event.attempt, error_code=event.error_code)


@_rows.register
def _(event: facts.NotificationGivenUp) -> list[Change]:
    return _now(event, outcome=Outcome.GIVEN_UP, attempts=event.attempts)


def _now(event: facts.Fact, **values: object) -> list[Change]:
    return [opened(OUTCOMES, {"outbox_id": event.originator_id}, **values)]


PROJECTION = Projection("notifications", 1, (OUTCOMES,), rows)
