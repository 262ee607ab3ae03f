import time
from pathlib import Path
from smtplib import SMTPHeloError
from uuid import uuid4

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.mail.inbox import DROP, KEEP_THEN_DROP, STALL, Inbox
from infra.mail.message import Sender
from infra.mail.smtp import MailServerRefused, SmtpMailer, meaning
from tests.mailbox import OUTBOX_ID, black_hole, mail
from tests.ports import own_port
from workers.notify.ports import Outcome, Result

SENDER = Sender("pacte.exemple.test")


def send(url: str, *addresses: str, seconds: float = 5.0) -> list[Outcome]:
    with SmtpMailer(url, SENDER, seconds).batch() as batch:
        return [batch.send(mail(address, uuid4())) for address in addresses]


def test_a_mail_arrives_with_its_accents(inbox: Inbox) -> None:
    with SmtpMailer(inbox.url, SENDER).batch() as batch:
        assert batch.send(mail()) == Outcome(Result.SENT)
    (kept,) = inbox.messages()
    assert kept["Delivered-To"] == "prefet@exemple.test"
    assert kept["Return-Path"] == "<ne-pas-repondre@pacte.exemple.test>"
    assert kept["Message-ID"] == f"<{OUTBOX_ID}@pacte.exemple.test>"
    assert "À signer au plus tard" in kept["Subject"]
    assert not list(inbox.folder.glob("*.part"))


def test_a_batch_is_one_connection(inbox: Inbox) -> None:
    assert {o.result for o in send(inbox.url, "a@x.test", "b@x.test", "c@x.test")} == {Result.SENT}
    assert (len(inbox.messages()), inbox.connections) == (3, 1)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("451 Try later", Outcome(Result.TRANSIENT, "smtp-451")),
        ("550 No such user", Outcome(Result.PERMANENT, "smtp-550")),
    ],
)
def test_a_refusal_is_of_one_recipient_only(inbox: Inbox, reply: str, outcome: Outcome) -> None:
    inbox.on_recipient = {"b@x.test": reply}.get
    first, refused, last = send(inbox.url, "a@x.test", "b@x.test", "c@x.test")
    assert (first.result, refused, last.result) == (Result.SENT, outcome, Result.SENT)
    assert [m["Delivered-To"] for m in inbox.messages()] == ["a@x.test", "c@x.test"]
    assert inbox.connections == 1


def test_a_message_refused_after_its_text_is_a_refusal_too(inbox: Inbox) -> None:
    inbox.on_message = {"a@x.test": "554 Not here"}.get
    assert send(inbox.url, "a@x.test") == [Outcome(Result.PERMANENT, "smtp-554")]


class Relay(Inbox):
    """A relay that does not let us send."""

    async def handle_MAIL(  # noqa: N802 - aiosmtpd finds its hooks by name
        self, _: SMTP, __: Session, ___: Envelope, ____: str, _____: list[str]
    ) -> str:
        return "550 5.7.1 Sender refused"


def test_a_relay_that_refuses_the_sender_costs_nobody_their_mail(tmp_path: Path) -> None:
    relay = Relay(tmp_path / "mail", own_port())
    relay.start()
    try:
        outcomes = send(relay.url, "a@x.test", "b@x.test")
    finally:
        relay.stop()
    assert outcomes == [Outcome(Result.TRANSIENT, "smtp-550")] * 2


@pytest.mark.parametrize("code", [501, 550])
def test_a_greeting_that_is_refused_is_ours_to_mend(code: int) -> None:
    assert meaning(SMTPHeloError(code, b"no")).result is Result.TRANSIENT


def test_mails_are_kept_where_nobody_else_looks(inbox: Inbox) -> None:
    assert inbox.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("fault", "kept"), [(DROP, 1), (KEEP_THEN_DROP, 2)])
def test_a_lost_acknowledgement_is_tried_again(inbox: Inbox, fault: str, kept: int) -> None:
    inbox.on_message = {"a@x.test": fault}.get
    lost, after = send(inbox.url, "a@x.test", "b@x.test")
    assert lost == Outcome(Result.TRANSIENT, "disconnected")
    assert after == Outcome(Result.SENT)
    assert len(inbox.messages()) == kept


def test_a_server_that_falls_silent_says_so(inbox: Inbox) -> None:
    inbox.on_recipient = {"a@x.test": STALL}.get
    assert send(inbox.url, "a@x.test", seconds=0.3) == [
        Outcome(Result.TRANSIENT, "timeout", silent=True)
    ]


def test_a_server_that_never_speaks_costs_one_time_out() -> None:
    began = time.monotonic()
    with black_hole() as url:
        (outcome,) = send(url, "a@x.test", seconds=0.3)
    assert outcome == Outcome(Result.TRANSIENT, "timeout", silent=True)
    assert time.monotonic() - began < 2


def test_nobody_listening_is_tried_again() -> None:
    url = f"smtp://127.0.0.1:{own_port()}"
    assert send(url, "a@x.test") == [Outcome(Result.TRANSIENT, "connection", silent=True)]


def test_an_address_that_no_header_may_hold_is_permanent(inbox: Inbox) -> None:
    assert (
        send(inbox.url, "a@x.test\r\nBcc: b@x.test", "pas une adresse")
        == [Outcome(Result.PERMANENT, "address")] * 2
    )
    assert inbox.connections == 0


def test_a_password_that_the_server_refuses_is_ours_to_mend(inbox: Inbox) -> None:
    outcomes = send(inbox.url.replace("//", "//pacte:s%20ecret@"), "a@x.test")
    assert outcomes[0].result is Result.TRANSIENT


@pytest.mark.parametrize("url", ["http://mail.test", "smtp://", "mail.test:25", "smtp://a.test:x"])
def test_another_kind_of_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(MailServerRefused, match="smtp://"), SmtpMailer(url, SENDER).batch():
        pass
