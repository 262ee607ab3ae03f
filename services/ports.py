"""What the use cases need of the outside, besides the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.ask import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Personal data: kept beside the log, erasable, never in an event, read model or job.

    `kind` is `human` or `machine`; `version` counts the corrections.
    """

    person_id: UUID
    display_name: str
    civility: str | None = None
    email: str | None = None
    kind: str = "human"
    version: int = 1


class People(Protocol):
    """The persons of one tenant."""

    @property
    def tenant(self) -> str: ...

    def create(self, person: Person, key: Key | None = None) -> None:
        """Who is there already stays as they are: a repeated creation changes nothing.

        Raises IntegrityError when the key has been used.
        """

    def correct(self, person: Person, key: Key | None = None, seen: int | None = None) -> int:
        """The version that it becomes; `seen` is the one that the caller has read, if any.

        Raises NotFound for nobody, or whose data were erased; Stale; IntegrityError when the key
        has been used.
        """

    def many(self, ids: Sequence[UUID]) -> Mapping[UUID, Person]:
        """Those who are there and not erased."""

    def erased(self, person_id: UUID) -> bool: ...


class Sides(Protocol):
    """The people of one tenant by the side that they act for."""

    def authors(self, convention_id: UUID, side: str) -> frozenset[UUID]:
        """Who of that side had a hand in the working copy: wrote it, or submitted it."""

    def users(self, side: str) -> frozenset[UUID]:
        """The active people whose roles let them write or agree for that side."""
