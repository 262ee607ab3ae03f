"""What notifying asks of the outside."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from projections.change import Recorded
from workers.notify.mail import Mail


class Result(StrEnum):
    """`transient` is tried again, `permanent` never."""

    SENT = "sent"
    TRANSIENT = "transient"
    PERMANENT = "permanent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`error_code` is stable, short and free of addresses: `smtp-550`, `timeout`.

    `silent`: the server does not answer, so the rest of the batch had better wait.
    """

    result: Result
    error_code: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """A public office in an organization, and who holds it; None: nobody does.

    `office` None: the person is there in no office; `organization_id` None: for none. `delegated`:
    the person signs for who holds it.
    """

    office: str | None
    organization_id: UUID | None
    person_id: UUID | None
    delegated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """`asked_by`: the person of the partner who asked to join; None: the partner was invited."""

    organization_id: UUID
    convention_id: UUID
    asked_by: UUID | None = None


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
        """The seats that sign the convention, in the order of signing; delegates after them."""

    def partners(self, convention_id: UUID) -> list[Seat]:
        """The seats of the partners that have joined."""

    def seats(self, organization_id: UUID) -> list[Seat]:
        """Holders of its offices, and their delegates after them."""

    def members(self, organization_id: UUID) -> list[Seat]:
        """Who comes in for it, in no office."""

    def joining(self, joining_id: UUID) -> Joining: ...

    def deadline(self, convention_id: UUID) -> date | None:
        """Of the round that is open."""

    def organization(self, organization_id: UUID) -> str:
        """Its name in French, the short one where there is one."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where and how a person is written to; erased persons have neither."""

    address: str | None = None
    civility: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A mail that this worker alone may send until `leased_until`; `attempt` counts from 1."""

    outbox_id: UUID
    event_id: UUID
    recipient: UUID
    attempt: int
    leased_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An event and the rows as they stood after it. `subject` None: it is about no convention.

    `checkpoint`: the oldest that holds it, at each attempt the same.
    """

    recorded: Recorded
    subject: Subject | None
    roster: Roster
    checkpoint: bytes | None = None


class Outbox(Protocol):
    def lease(self, tenant: str, position: int) -> list[Leased]:
        """What is due of that event and nobody holds, the least tried first; if closed, nothing."""

    def contacts(self, tenant: str, people: Sequence[UUID]) -> Mapping[UUID, Contact]: ...

    def scene(self, tenant: str, position: int) -> AbstractContextManager[Scene]:
        """Its rows can be read as long as it is open."""

    def invitation(self, tenant: str, person_id: UUID, invitation_id: UUID) -> str | None:
        """A new token, known to nobody else; None: nobody is expected by it any more."""

    def conclude(self, cause: Recorded, leased: Leased, outcome: Outcome) -> bool:
        """Event and row at once; False, and nothing: the lease is lost or the tenant closed."""

    def put_back(self, tenant: str, untried: Sequence[Leased]) -> None:
        """They were not tried: counted apart from attempts, they are due again after a while."""

    def pause(self, tenant: str) -> None:
        """The server is silent: nothing of the tenant is tried for a while."""


class Batch(Protocol):
    """One conversation with a mail server."""

    def send(self, mail: Mail) -> Outcome: ...


class Mailer(Protocol):
    def batch(self) -> AbstractContextManager[Batch]: ...
