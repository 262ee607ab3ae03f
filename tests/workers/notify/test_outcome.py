from datetime import timedelta
from uuid import uuid4

import pytest

from domain.notification import AlreadySent, Notification, waiting
from workers.notify.outcome import ATTEMPTS, Status, Verdict, record, verdict
from workers.notify.ports import Outcome, Result

LATER = Outcome(Result.TRANSIENT, "smtp-451")
NEVER = Outcome(Result.PERMANENT, "smtp-550")
SENT = Outcome(Result.SENT)


@pytest.mark.parametrize(
    ("attempt", "reached"),
    [
        (1, Verdict(Status.DUE, timedelta(minutes=1))),
        (2, Verdict(Status.DUE, timedelta(minutes=5))),
        (3, Verdict(Status.DUE, timedelta(minutes=30))),
        (4, Verdict(Status.DUE, timedelta(hours=2))),
        (5, Verdict(Status.DUE, timedelta(hours=6))),
        (6, Verdict(Status.GIVEN_UP)),
        (7, Verdict(Status.GIVEN_UP)),
    ],
)
def test_a_passing_failure_waits_longer_each_time_and_ends(attempt: int, reached: Verdict) -> None:
    assert verdict(LATER, attempt) == reached


def test_what_will_never_work_is_given_up_at_once() -> None:
    assert verdict(NEVER, 1) == Verdict(Status.GIVEN_UP)


def test_success_is_success_even_at_the_last_attempt() -> None:
    assert verdict(SENT, ATTEMPTS) == Verdict(Status.SENT)


@pytest.mark.parametrize(
    ("outcome", "facts"),
    [
        (SENT, ["NotificationSent"]),
        (LATER, ["NotificationFailed"]),
        (NEVER, ["NotificationFailed", "NotificationGivenUp"]),
    ],
)
def test_each_outcome_is_a_fact(outcome: Outcome, facts: list[str]) -> None:
    assert recorded(waiting(uuid4()), outcome) == facts


def test_what_has_left_cannot_leave_again() -> None:
    stream = waiting(uuid4())
    recorded(stream, SENT)
    with pytest.raises(AlreadySent):
        recorded(stream, SENT)


def recorded(stream: Notification, outcome: Outcome) -> list[str]:
    record(stream, outcome, verdict(outcome, 1))
    return [type(fact).__name__ for fact in stream.collect_events()]
