"""Handing mails to a server: one connection per batch, and what its answers mean."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, unquote, urlsplit

from infra.addresses import is_loopback
from infra.mail.message import Sender, build
from workers.notify.mail import Mail
from workers.notify.ports import Outcome, Result

SECONDS = 10.0
PERMANENT_REPLY = 500  # RFC 5321, 4.2.1


class MailServerRefused(ValueError):
    """The address of the mail server cannot be used as it is written."""


@dataclass(slots=True)
class SmtpBatch:
    """Connects at the first mail, and again when the server hung up."""

    server: SplitResult
    sender: Sender
    seconds: float
    _client: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> Outcome:
        """Never raises. Sending is at least once.

        A mail whose acknowledgement got lost is `transient`: it leaves again, with the same
        Message-ID.
        """
        try:
            message = build(mail, self.sender)
        except ValueError:
            return Outcome(Result.PERMANENT, "address")
        try:
            client = self._connected()
        except OSError as error:
            return Outcome(Result.TRANSIENT, _silence(error), silent=True)
        try:
            client.send_message(message, self.sender.address, [mail.address])
        except OSError as error:
            return self._failed(error)
        return Outcome(Result.SENT)

    def close(self) -> None:
        client, self._client = self._client, None
        if client:
            with suppress(OSError):
                client.quit()
            client.close()

    def _connected(self) -> smtplib.SMTP:
        if self._client is None:
            self._client = _connect(self.server, self.sender.host, self.seconds)
        return self._client

    def _failed(self, error: OSError) -> Outcome:
        outcome = meaning(error)
        if outcome.error_code in ("timeout", "disconnected", "connection", "smtp-421"):
            self.close()
        return outcome


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """`url` is `smtp://` (STARTTLS where offered) or `smtps://`, with user and password if any."""

    url: str
    sender: Sender
    seconds: float = SECONDS

    @contextmanager
    def batch(self) -> Iterator[SmtpBatch]:
        batch = SmtpBatch(server_of(self.url), self.sender, self.seconds)
        try:
            yield batch
        finally:
            batch.close()


def server_of(url: str) -> SplitResult:
    """Raises MailServerRefused for anything but smtp:// and smtps:// with a host."""
    server = urlsplit(url)
    if server.scheme not in ("smtp", "smtps") or not server.hostname or not _port(server):
        raise MailServerRefused(
            "SMTP_URL doit avoir la forme smtp://hôte:port ou smtps://compte:secret@hôte:port."
        )
    return server


def _port(server: SplitResult) -> int:
    try:
        return server.port or (465 if server.scheme == "smtps" else 25)
    except ValueError:
        return 0


def meaning(error: OSError) -> Outcome:
    """A 5xx about a recipient or the text ends a mail; of us, it waits for our settings."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome(Result.PERMANENT, "address")
    code = _reply(error)
    if code:
        about_it = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
        ends = about_it and code >= PERMANENT_REPLY
        return Outcome(Result.PERMANENT if ends else Result.TRANSIENT, f"smtp-{code}")
    silence = _silence(error)
    return Outcome(Result.TRANSIENT, silence, silent=silence == "timeout")


def _reply(error: OSError) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _silence(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "authentication"
    # smtplib turns a read that timed out into a disconnection.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "timeout"
    return "disconnected" if isinstance(error, smtplib.SMTPServerDisconnected) else "connection"


def _connect(server: SplitResult, own_name: str, seconds: float) -> smtplib.SMTP:
    host, port = str(server.hostname), _port(server)
    # Its own name is given: smtplib would ask the DNS, which may hang.
    if server.scheme == "smtps":
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, own_name, timeout=seconds, context=_tls()
        )
    else:
        client = smtplib.SMTP(host, port, own_name, timeout=seconds)
    try:
        _introduce(client, server)
    except OSError:
        client.close()
        raise
    return client


def _introduce(client: smtplib.SMTP, server: SplitResult) -> None:
    client.ehlo()
    in_clear = server.scheme == "smtp" and not is_loopback(str(server.hostname))
    if in_clear and client.has_extn("starttls"):
        client.starttls(context=_tls())
        client.ehlo()
        in_clear = False
    if server.username:
        if in_clear:
            raise smtplib.SMTPConnectError(530, "a password never travels in clear")
        client.login(unquote(server.username), unquote(server.password or ""))


@cache
def _tls() -> ssl.SSLContext:
    """Reading the certificates of the system takes a tenth of a second."""
    return ssl.create_default_context()
