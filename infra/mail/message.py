"""A letter as a MIME message: text and HTML twins, the headers of an automatic service mail."""

from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import UUID

from infra.mail.rendering import as_html, as_text
from infra.typography import french
from workers.notify.mail import Mail


class Subject(UniqueUnstructuredHeader):
    """Encoded as a whole: Python before 3.13 loses spaces where it encodes word by word."""

    def fold(self, *, policy: Policy) -> str:
        name = "Subject"
        encoded = Header(str(self), "utf-8", header_name=name).encode(linesep=policy.linesep)
        return f"{name}: {encoded}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("subject", Subject)  # type: ignore[arg-type]  # the registry mixes it in
CHECKPOINT = "point-de-controle.txt"
WIRE = SMTP.clone(header_factory=HEADERS)


@dataclass(frozen=True, slots=True)
class Sender:
    """`host` is the host of the public address: it makes the sender and every Message-ID."""

    host: str

    @classmethod
    def of(cls, public_url: str) -> "Sender":
        return cls(urlsplit(public_url).hostname or "localhost")

    @property
    def address(self) -> str:
        return f"ne-pas-repondre@{self.host}"


def build(mail: Mail, sender: Sender) -> EmailMessage:
    """Raises ValueError for an address that no header may hold."""
    message = EmailMessage(WIRE)
    message["From"] = Address(french(mail.sender), "ne-pas-repondre", sender.host)
    message["To"] = Address(addr_spec=mail.address)
    message["Subject"] = french(mail.letter.subject)
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{_name(mail)}@{sender.host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(as_text(mail), cte="quoted-printable")
    message.add_alternative(as_html(mail), subtype="html", cte="quoted-printable")
    if mail.checkpoint:
        message.add_attachment(mail.checkpoint.decode(), filename=CHECKPOINT)
    # Last: what is set before would go down into the first part.
    message["Content-Language"] = "fr"
    return message


def identity(message_id: str) -> UUID | None:
    """By what a mail is known to be somebody's: its row in the outbox, or else the member."""
    name = message_id.strip(" <>").partition("@")[0]
    try:
        return UUID(name.rpartition(".")[2])
    except ValueError:
        return None


def _name(mail: Mail) -> str:
    return f"{mail.outbox_id}.{mail.member}" if mail.member else str(mail.outbox_id)
