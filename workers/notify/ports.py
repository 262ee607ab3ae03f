"""What notifying asks of the outside."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Result(StrEnum):
    """`transient` is tried again, `permanent` never; `untried` costs no attempt."""

    SENT = "sent"
    TRANSIENT = "transient"
    PERMANENT = "permanent"
    UNTRIED = "untried"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`error_code` is stable, short and free of addresses: `smtp-550`, `timeout`."""

    result: Result
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A public office in an organization, and who holds it; None: nobody does."""

    office: str
    organization_id: UUID
    person_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    organization_id: UUID
    convention_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The convention a notice speaks of, as it stood: the version in the making, else in force."""

    convention_id: UUID
    kind: str
    title: str
    version_no: int
    content_hash: str


class Roster(Protocol):
    """The rows of a tenant as they stood after one position."""

    def signatories(self, convention_id: UUID) -> list[Seat]:
        """The seats that sign the convention, in the order of signing."""

    def partners(self, convention_id: UUID) -> list[Seat]:
        """The seats of the partners that have joined."""

    def seats(self, organization_id: UUID) -> list[Seat]: ...

    def joining(self, joining_id: UUID) -> Joining: ...

    def subject(self, convention_id: UUID) -> Subject: ...

    def deadline(self, convention_id: UUID) -> date | None:
        """Of the round that is open."""

    def organization(self, organization_id: UUID) -> str:
        """Its name in French, the short one where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail in words, before any form. `details` are label and value, in order."""

    subject: str
    heading: str
    salutation: str
    paragraphs: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A letter on its way. `outbox_id` makes its Message-ID, the same at each attempt.

    `sender` is the name in French of who sends, `at` the instant of the attempt.
    """

    outbox_id: UUID
    address: str
    sender: str
    letter: Letter
    link: str
    at: datetime


class Batch(Protocol):
    """One conversation with a mail server."""

    def send(self, mail: Mail) -> Outcome: ...


class Mailer(Protocol):
    def batch(self) -> AbstractContextManager[Batch]: ...
