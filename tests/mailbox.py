"""Mail servers that a test owns, and one letter."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from infra.mail.inbox import Inbox, start_inbox
from tests.ports import own_port
from workers.notify.mail import Letter, Mail

OUTBOX_ID = UUID("0b6e6f0e-55a4-4a53-9d51-8e7f2f6f6b09")
LETTER = Letter(
    subject="À signer au plus tard le 14 juin 2024 : CLS Lozère, version 5",
    heading="Votre signature est attendue",
    salutation="Madame",
    paragraphs=('La version 5 du « Contrat <local> & "solidaire" » est prête ; lisez-la.',),
    caption="L’acte dont il s’agit",
    notes=("La signature sur la plateforme est une signature électronique simple.",),
    details=(("Version", "5"), ("Empreinte du texte (SHA-256)", "5f" * 32)),
)


@contextmanager
def open_inbox(folder: Path) -> Iterator[Inbox]:
    inbox = start_inbox(folder, own_port())
    try:
        yield inbox
    finally:
        inbox.stop()


@contextmanager
def black_hole() -> Iterator[str]:
    """The address of a server that accepts connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", own_port()))
        listener.listen()
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"


def mail(address: str = "prefet@exemple.test", outbox_id: UUID = OUTBOX_ID) -> Mail:
    return Mail(
        outbox_id=outbox_id,
        address=address,
        sender="Pacte des solidarités (Lozère)",
        letter=LETTER,
        platform="https://pacte.exemple.test/?a=1&b=2",
        at=datetime(2024, 6, 1, 8, 30, tzinfo=UTC),
    )
