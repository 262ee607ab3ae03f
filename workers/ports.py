"""What following the log asks of the outside."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from projections.change import Change, Recorded, Restore
from projections.weave import Placed


class Outage(Exception):
    """The store does not answer now, or somebody else holds what is needed: try again later."""


@dataclass(frozen=True, slots=True)
class Bad:
    """An event that could not be taken in. `cause` names an exception, never what it says."""

    position: int
    topic: str
    cause: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Events in position order. `bad` stands right after them and could not even be read."""

    events: Sequence[Recorded]
    bad: Bad | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a consumer has come in one tenant. `error` is French; None: it is running.

    `rested`: nothing was written about it for a minute, so a stopped one may be tried again.
    `absent`: nobody ever said where it starts, and it may not say so itself.
    """

    name: str
    version: int | None
    position: int
    error: str | None = None
    rested: bool = True
    absent: bool = False


class Writing(Protocol):
    """One transaction on the log and on rows of one tenant."""

    def read(self, after: int, limit: int) -> Batch: ...

    def write(self, placed: Sequence[Placed]) -> None: ...

    def restored(self, position: int, restore: Restore) -> list[Change]:
        """What an event that restores rows changes, right before its position is written."""


class Unit(Writing, Protocol):
    """The same with the standings of everybody who follows the log."""

    @property
    def tenant(self) -> str: ...

    @property
    def connection(self) -> Any:
        """For consumers that bring their own SQL."""

    def hold(self, versions: Mapping[str, int | None]) -> list[Standing]:
        """Lock and answer the standings; those that somebody else holds are left out.

        What has a version starts at 0 by itself; what has none was given its start, or is absent.
        """

    def savepoint(self) -> AbstractContextManager[object]: ...

    def keep(self, standings: Sequence[Standing]) -> None:
        """Store what has changed, for the commit."""


class Log(Protocol):
    """Everything here raises Outage when the store fails."""

    def heads(self) -> Mapping[str, int]:
        """The last position of every tenant; 0: nothing was recorded there yet."""

    def unit(self, tenant: str) -> AbstractContextManager[Unit]: ...


class Consumer(Protocol):
    """Takes events in, once each. `after`: those whose rows it reads; it never runs before them.

    `version` None: what it does cannot be computed again, so it never starts over by itself.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int | None: ...

    @property
    def after(self) -> tuple[str, ...]: ...

    def handle(self, unit: Unit, events: Sequence[Recorded]) -> None: ...


class Wakes(Protocol):
    def wait(self, seconds: float) -> set[str]:
        """The tenants that were written to, at once or after that long at most."""


class Snapshots(Protocol):
    def take(self, tenant: str, stream: UUID, version: int) -> None: ...
