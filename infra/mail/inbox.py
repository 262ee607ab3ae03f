"""A mailbox for the demo and the tests: a real SMTP conversation that ends in `.eml` files."""

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from itertools import count
from pathlib import Path
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.mail.message import identity

FOLDER = "inbox"
KEPT = "250 Message kept"
# What a fault may answer besides an SMTP reply such as "451 Try later".
DROP = "drop"
KEEP_THEN_DROP = "keep, then drop"
STALL = "stall"
Fault = Callable[[str], str | None]


def no_fault(_: str) -> None:
    return None


@dataclass
class Inbox:
    """Keeps each message it accepts as one file of `folder`, whole when it appears.

    `on_recipient` and `on_message` are asked with the recipient's address: None lets it pass, an
    SMTP reply refuses, DROP hangs up before anything is kept, KEEP_THEN_DROP keeps the message
    and hangs up without a word, STALL never answers.
    """

    folder: Path
    port: int
    on_recipient: Fault = no_fault
    on_message: Fault = no_fault
    connections: int = 0
    _controller: Controller | None = None
    _numbers: "count[int]" = field(default_factory=count)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._controller = Controller(self, "127.0.0.1", self.port, ident="Pacte")
        self._controller.start()
        self.connections = 0

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    def messages(self) -> list[EmailMessage]:
        """What was kept, oldest first."""
        return [read(path) for path in sorted(self.folder.glob("*.eml"))]

    async def handle_EHLO(  # noqa: N802 - aiosmtpd finds its hooks by name
        self, _: SMTP, session: Session, __: Envelope, host: str, replies: list[str]
    ) -> list[str]:
        session.host_name = host
        self.connections += 1
        return replies

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _: Session, envelope: Envelope, address: str, __: list[str]
    ) -> str:
        refusal = await _refusal(server, self.on_recipient(address))
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self.on_message(envelope.rcpt_tos[0])
        if fault in (None, KEEP_THEN_DROP):
            self._keep(envelope)
        return await _refusal(server, fault) or KEPT

    def _keep(self, envelope: Envelope) -> None:
        """The name sorts by arrival, also after a restart."""
        name = f"{time.time_ns():020d}-{next(self._numbers)}"
        head = f"Return-Path: <{envelope.mail_from}>\r\n" + "".join(
            f"Delivered-To: {address}\r\n" for address in envelope.rcpt_tos
        )
        draft = self.folder / f"{name}.part"
        draft.write_bytes(head.encode() + (envelope.original_content or b""))
        draft.rename(self.folder / f"{name}.eml")


def forget(home: Path, mails: Collection[UUID]) -> int:
    """How many copies of those mails the local mailbox of this home kept, and keeps no more.

    Never by address: several people, of several tenants, may share one, and it may change.
    """
    gone = 0
    for path in (home / FOLDER).glob("*.eml"):
        if identity(str(read(path)["Message-ID"])) in mails:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def start_inbox(folder: Path, port: int) -> Inbox:
    """An inbox that listens on 127.0.0.1. Raises OSError when the port is taken."""
    inbox = Inbox(folder, port)
    inbox.start()
    return inbox


def read(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=WIRE)
    if not isinstance(message, EmailMessage):
        raise TypeError(path)
    return message


async def _refusal(server: SMTP, fault: str | None) -> str | None:
    if fault == STALL:
        await asyncio.Event().wait()
    if fault in (DROP, KEEP_THEN_DROP) and isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
    return fault
