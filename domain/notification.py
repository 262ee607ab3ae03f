"""What became of a message: sent, failed, given up. The stream is the row of the outbox.

A mutator has every field of its fact, used or not, and only assigns.
"""
# ruff: noqa: ARG002

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from domain.errors import RuleBroken


class Channel(StrEnum):
    MAIL = "mail"


class Outcome(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"


class AlreadySent(RuleBroken):
    code = "already-sent"


class Fact(Aggregate.Event):
    TOPIC = "notification.event"

    def mutate(self, aggregate: Any) -> Any:
        """Any outcome may come first: there is no event of creation."""
        return super().mutate(aggregate or waiting(self.originator_id))


class NotificationSent(Fact):
    TOPIC = "notification.notification_sent.1"
    channel: Channel
    attempt: int


class NotificationFailed(Fact):
    TOPIC = "notification.notification_failed.1"
    attempt: int
    error_code: str


class NotificationGivenUp(Fact):
    TOPIC = "notification.notification_given_up.1"
    attempts: int


class Notification(Aggregate):
    TOPIC = "notification"
    STATE_VERSION = 1
    Event = Fact
    NotificationSent = NotificationSent
    NotificationFailed = NotificationFailed
    NotificationGivenUp = NotificationGivenUp

    attempts: int
    outcome: Outcome

    @event(NotificationSent)
    def notification_sent(self, *, channel: Channel, attempt: int) -> None:
        self.attempts = attempt
        self.outcome = Outcome.SENT

    @event(NotificationFailed)
    def notification_failed(self, *, attempt: int, error_code: str) -> None:
        self.attempts = attempt
        self.outcome = Outcome.FAILED

    @event(NotificationGivenUp)
    def notification_given_up(self, *, attempts: int) -> None:
        self.attempts = attempts
        self.outcome = Outcome.GIVEN_UP


def waiting(outbox_id: UUID) -> Notification:
    """A message that nobody has tried to send yet: no event of it is in the log."""
    blank = Notification.__new__(Notification)
    blank.__base_init__(outbox_id, 0, datetime.min.replace(tzinfo=UTC))
    blank.attempts = 0
    blank.outcome = Outcome.WAITING
    return blank


def sent(notification: Notification, channel: Channel) -> None:
    _not_sent_yet(notification)
    notification.notification_sent(channel=channel, attempt=notification.attempts + 1)


def failed(notification: Notification, error_code: str) -> None:
    _not_sent_yet(notification)
    notification.notification_failed(attempt=notification.attempts + 1, error_code=error_code)


def give_up(notification: Notification) -> None:
    _not_sent_yet(notification)
    notification.notification_given_up(attempts=notification.attempts)


def _not_sent_yet(notification: Notification) -> None:
    if notification.outcome is Outcome.SENT:
        raise AlreadySent("Ce message est déjà parti.")
