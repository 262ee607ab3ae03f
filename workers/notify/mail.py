"""A letter in words, and on its way to one person: before any form."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from workers.notify.paths import under


@dataclass(frozen=True, slots=True)
class Way:
    """What the reader is asked to do; the page for it, which may be a secret of the reader."""

    call: str
    path: str = field(default="", repr=False)


SERVICE = Way("Connectez-vous à la plateforme")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail in words, before any form. `details` are label and value, in order.

    `caption` says what they are of, `notes` what holds for every letter of that sort.
    """

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    salutation: str = "Madame, Monsieur"
    details: tuple[tuple[str, str], ...] = ()
    caption: str = ""
    notes: tuple[str, ...] = ()
    way: Way = SERVICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A letter on its way. `outbox_id` makes its Message-ID, the same at each attempt.

    `sender` is the name in French of who sends, `platform` the address of the service, `at` the
    instant of the attempt. `checkpoint`: a signed note, as evidence for the reader. `member`: the
    stream of whom it is written to, for a mail that has no row in the outbox.
    """

    outbox_id: UUID
    address: str
    sender: str
    letter: Letter
    platform: str
    at: datetime
    checkpoint: bytes | None = None
    member: UUID | None = None

    @property
    def url(self) -> str:
        """Where the letter leads."""
        return under(self.platform, self.letter.way.path)
