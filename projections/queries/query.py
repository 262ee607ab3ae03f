"""A question over read models, and how it may go wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Invalid, NotFound
from projections.change import Table


class BeforeFirstRecord(NotFound):
    """Nothing had been recorded by then."""

    code = "before-first-record"


class Unanswerable(Invalid):
    """The question itself cannot be meant: `field` names its parameter."""


class BeyondHead(Unanswerable):
    """Nobody knows the future: neither a position nor an instant that has not come."""

    code = "position-beyond-head"


class NotReached(Exception):
    """The rows have not come that far. `stopped`: waiting would not help."""

    def __init__(self, wanted: int, reached: int, *, stopped: bool) -> None:
        super().__init__(f"{reached} < {wanted}")
        self.wanted = wanted
        self.reached = reached
        self.stopped = stopped


class OtherVersion(NotReached):
    """The rows are of another version than the program: what they say is not what it asks."""

    def __init__(self, wanted: int, reached: int) -> None:
        super().__init__(wanted, reached, stopped=True)


class Rows(Protocol):
    """All rows of one département at one position."""

    @property
    def position(self) -> int: ...

    def all(self, statement: str, **parameters: Any) -> list[dict[str, Any]]: ...

    def at(self, position: int) -> "Rows":
        """The same snapshot of the database at an earlier position."""


class Seen(StrEnum):
    """How far a convention must have come to be shown, and what of it then is."""

    ALL = "all"
    SUBMITTED = "submitted"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Own:
    """To what lists are limited: the conventions that this reader may read at present.

    `organization_id`: of a partner; None: of an auditor whose mandate names conventions, or of
    somebody of the State's centre.
    """

    organization_id: UUID | None
    convention_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Query:
    """`answer(rows, **parameters)` may use these tables only.

    `bounded`: it takes `seen`, for who may not see every working copy. `trail`: it takes `trail`,
    whether who asks may read the audit trail too. `dated`: it takes `day`, that of the moment which
    is read, to say what applied then.
    """

    name: str
    tables: tuple[Table, ...]
    answer: Callable[..., Any]
    bounded: bool = False
    trail: bool = False
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """`position`: of the rows that it was read from; the same question at it is answered alike.

    `day`: that of the moment which was asked for; of now, when none was.
    """

    position: int
    body: Any
    day: date


@dataclass(frozen=True, slots=True)
class NationalAnswer:
    """Asked at an instant (UTC) it is answered alike for ever, each tenant at its position by then.

    Asked live, `positions` say how far the rows of each tenant have come (0: nothing of it is in
    the answer yet), and `instant` is that of the newest event among them.
    """

    instant: datetime
    positions: dict[str, int]
    body: Any
