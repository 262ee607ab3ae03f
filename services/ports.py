"""What the use cases need of the outside, besides the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Personal data: kept beside the log, erasable, never in an event, read model or job."""

    person_id: UUID
    display_name: str
    civility: str | None = None
    email: str | None = None


class People(Protocol):
    """The persons of one tenant."""

    @property
    def tenant(self) -> str: ...

    def create(self, person: Person) -> None:
        """Who is there already stays as they are: a repeated creation changes nothing."""

    def correct(self, person: Person) -> bool:
        """False when nobody of that identity is there, or their data were erased."""

    def many(self, ids: Sequence[UUID]) -> Mapping[UUID, Person]:
        """Those who are there and not erased."""
