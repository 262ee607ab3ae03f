from uuid import uuid4

import pytest

from domain.notification import (
    AlreadySent,
    Channel,
    Notification,
    Outcome,
    failed,
    give_up,
    sent,
    waiting,
)


def test_the_first_outcome_is_version_one() -> None:
    outbox_id = uuid4()
    message = waiting(outbox_id)
    sent(message, Channel.MAIL)
    assert (message.id, message.version, message.attempts) == (outbox_id, 1, 1)


def test_a_message_is_folded_from_its_outcomes() -> None:
    message = waiting(uuid4())
    failed(message, "smtp-451")
    failed(message, "smtp-451")
    give_up(message)
    assert (message.outcome, message.attempts) == (Outcome.GIVEN_UP, 2)
    sent(message, Channel.MAIL)
    folded: Notification | None = None
    for fact in message.collect_events():
        folded = fact.mutate(folded)
    assert folded == message
    assert (message.outcome, message.attempts, message.version) == (Outcome.SENT, 3, 4)


def test_what_was_sent_is_not_sent_or_failed_again() -> None:
    message = waiting(uuid4())
    sent(message, Channel.MAIL)
    with pytest.raises(AlreadySent):
        sent(message, Channel.MAIL)
    with pytest.raises(AlreadySent):
        failed(message, "smtp-451")
    with pytest.raises(AlreadySent):
        give_up(message)
