"""What follows from the outcome of an attempt: an event, and when to try again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain import notification
from domain.notification import Channel, Notification
from workers.notify.ports import Outcome, Result

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
ATTEMPTS = len(RETRY_AFTER) + 1
# A server that does not answer is left alone, by all mails of the tenant, for this long.
SILENCE = timedelta(minutes=1)


class Status(StrEnum):
    """Of a row of the outbox. `redriven`: given up once, due again because somebody asked."""

    DUE = "due"
    REDRIVEN = "redriven"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`retry_after` None: this mail is over."""

    status: Status
    retry_after: timedelta | None = None


def verdict(outcome: Outcome, attempt: int) -> Verdict:
    if outcome.result is Result.SENT:
        return Verdict(Status.SENT)
    if outcome.result is Result.PERMANENT or attempt >= ATTEMPTS:
        return Verdict(Status.GIVEN_UP)
    return Verdict(Status.DUE, RETRY_AFTER[attempt - 1])


def record(stream: Notification, outcome: Outcome, reached: Verdict) -> None:
    """Raises AlreadySent."""
    if reached.status is Status.SENT:
        notification.sent(stream, Channel.MAIL)
        return
    notification.failed(stream, outcome.error_code)
    if reached.status is Status.GIVEN_UP:
        notification.give_up(stream)
