"""What was proved around an administrative act: that no log was changed, or which one was.

A mutator has every field of its fact, used or not, and only assigns.
"""
# ruff: noqa: ARG002

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid5

from eventsourcing.domain import Aggregate, event

from domain.platform.tenant import TENANTS

ISOLATION = uuid5(TENANTS, "isolation")


class Act(StrEnum):
    """All that the owner of the schemas does, and what writes to a log in bulk."""

    MIGRATE = "migrate"
    PROVISION = "provision"
    REBUILD = "rebuild"
    IMPORT = "import"
    LEAVE = "leave"
    TAKE_BACK = "take_back"
    RECEIVE = "receive"
    ERASE_PERSON = "erase_person"
    ERASE_TEXT = "erase_text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """A log (`tree`: `log`, or `access` for its looks) whose first `size` leaves changed.

    Roots in hex. `position`: of the first leaf that is not as it was sealed; None: not known.
    """

    tenant: str
    tree: str
    size: int
    expected: str
    found: str
    position: int | None


class Fact(Aggregate.Event):
    TOPIC = "isolation.event"

    def mutate(self, aggregate: Any) -> Any:
        """Any of them may come first: there is no event of creation."""
        return super().mutate(aggregate or begun())


class IsolationChecked(Fact):
    """`events`, `looks`: how many of each tenant were compared, in the order of `tenants`.

    `roots_digest`: SHA-256 in hex of the sorted lines `tenant tree size root`, each with a line
    feed, for every tree that holds something.
    """

    TOPIC = "isolation.isolation_checked.1"
    act: Act
    tenants: tuple[str, ...]
    events: tuple[int, ...]
    looks: tuple[int, ...]
    roots_digest: str


class IsolationBroken(Fact):
    """`undone`: the act was rolled back, and the log has its root again."""

    TOPIC = "isolation.isolation_broken.1"
    act: Act
    altered: Altered
    undone: bool


class Isolation(Aggregate):
    """`harmed`: logs that an act left changed. `failing`: acts whose last run broke something."""

    TOPIC = "isolation"
    STATE_VERSION = 1
    Event = Fact
    IsolationChecked = IsolationChecked
    IsolationBroken = IsolationBroken

    harmed: tuple[Altered, ...]
    failing: tuple[Act, ...]

    @event(IsolationChecked)
    def isolation_checked(
        self,
        *,
        act: Act,
        tenants: tuple[str, ...],
        events: tuple[int, ...],
        looks: tuple[int, ...],
        roots_digest: str,
    ) -> None:
        self.failing = tuple(each for each in self.failing if each != act)

    @event(IsolationBroken)
    def isolation_broken(self, *, act: Act, altered: Altered, undone: bool) -> None:
        self.failing = (*self.failing, act)
        if not undone:
            self.harmed = (*self.harmed, altered)


def begun() -> Isolation:
    """Nothing was checked yet: no event of it is there."""
    blank = Isolation.__new__(Isolation)
    blank.__base_init__(ISOLATION, 0, datetime.min.replace(tzinfo=UTC))
    blank.harmed = ()
    blank.failing = ()
    return blank


def checked(
    isolation: Isolation,
    *,
    act: Act,
    tenants: tuple[str, ...],
    events: tuple[int, ...],
    looks: tuple[int, ...],
    roots_digest: str,
) -> None:
    isolation.isolation_checked(
        act=act, tenants=tenants, events=events, looks=looks, roots_digest=roots_digest
    )


def broken(isolation: Isolation, *, act: Act, altered: Altered, undone: bool) -> None:
    """An act that is tried again and again, and undone each time, is stated once."""
    if not undone or act not in isolation.failing:
        isolation.isolation_broken(act=act, altered=altered, undone=undone)
