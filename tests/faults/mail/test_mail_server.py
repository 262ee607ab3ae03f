"""Mail servers that refuse, hang up or fall silent."""

import time
from datetime import timedelta
from functools import partial

import pytest

from infra.mail import job
from infra.mail.inbox import DROP, STALL, no_fault
from infra.mail.smtp import SmtpMailer
from infra.store.connections.names import roles_of
from infra.store.notices.overdue import redrive, standings
from tests.departement import Departement
from tests.post import Post
from workers.notify.outcome import ATTEMPTS, RETRY_AFTER

SENT = "notification_sent"
FAILED = "notification_failed"
GIVEN_UP = "notification_given_up"


def carry(post: Post, tenant: str = "48") -> None:
    post.follow(tenant)
    post.work()


@pytest.mark.parametrize("fault", ["451 Try later", DROP])
def test_a_passing_failure_is_tried_again_a_minute_later(
    post: Post, lozere: Departement, fault: str
) -> None:
    lozere.open_round()
    post.inbox.on_message = {"prefet@48.test": fault}.get
    carry(post)
    assert sorted(post.outbox()) == [("due", 1), ("sent", 1)]
    post.inbox.on_message = no_fault
    post.sweep()
    post.work()
    assert post.messages().keys() == {"presidente"}, "tried again too early"
    post.later(RETRY_AFTER[0])
    post.sweep()
    post.work()
    assert {name: len(subjects) for name, subjects in post.messages().items()} == {
        "presidente": 1,
        "prefet": 1,
    }
    assert sorted(post.outcomes()) == [FAILED, SENT, SENT]


def test_a_refused_address_is_given_up_at_once(post: Post, lozere: Departement) -> None:
    lozere.open_round()
    post.inbox.on_recipient = {"prefet@48.test": "550 No such user"}.get
    carry(post)
    assert sorted(post.outbox()) == [("given_up", 1), ("sent", 1)]
    assert sorted(post.outcomes()) == [FAILED, GIVEN_UP, SENT]


def test_attempts_are_bounded_and_what_is_given_up_can_be_driven_again(
    post: Post, lozere: Departement
) -> None:
    lozere.open_round()
    post.inbox.on_recipient = {"prefet@48.test": "451 Try later"}.get
    carry(post)
    for gap in (*RETRY_AFTER, timedelta(days=1)):
        post.later(gap)
        post.sweep()
        post.work()
    assert sorted(post.outbox()) == [("given_up", ATTEMPTS), ("sent", 1)]
    assert post.outcomes().count(FAILED) == ATTEMPTS
    assert [(s.tenant, s.status, s.rows) for s in standings(post.wiring.pool)] == [
        ("48", "given_up", 1)
    ]
    again(post)
    assert sorted(post.outbox()) == [("redriven", ATTEMPTS - 1), ("sent", 1)]
    post.inbox.on_recipient = no_fault
    post.sweep()
    post.work()
    assert len(post.messages()["prefet"]) == 1
    assert (post.outcomes().count(GIVEN_UP), post.outcomes()[-1]) == (1, SENT)


def test_a_person_without_address_is_given_up_and_the_others_are_told(
    post: Post, lozere: Departement
) -> None:
    with post.wiring.pool.checkout(roles_of(post.wiring.pool.database, "48").web) as connection:
        connection.execute("UPDATE t_48.person SET email = NULL WHERE display_name = 'prefet'")
    lozere.open_round()
    carry(post)
    assert post.messages().keys() == {"presidente"}
    assert sorted(post.outbox()) == [("given_up", 1), ("sent", 1)]


def test_a_server_that_falls_silent_for_one_tenant_delays_no_other(
    post: Post, lozere: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "SmtpMailer", partial(SmtpMailer, seconds=0.5))
    hautes_alpes = Departement(post.wiring, "05").found()
    for _ in range(3):
        lozere.open_round()
        lozere.cancel_round()
    post.inbox.on_recipient = lambda address: STALL if address.endswith("@48.test") else None
    post.follow("48")
    hautes_alpes.open_round()
    post.follow("05")
    began = time.monotonic()
    post.work()
    # Three events of two mails each are due there: one time-out, not six.
    assert time.monotonic() - began < 3
    assert len(post.messages("05")) == 2
    assert post.messages("48") == {}
    assert sorted(post.outbox("48")) == [("due", 0)] * 5 + [("due", 1)]


def again(post: Post) -> None:
    role = roles_of(post.wiring.pool.database, "48").follow
    with post.wiring.pool.checkout(role) as connection:
        assert len(redrive(connection, "t_48", None)) == 1
