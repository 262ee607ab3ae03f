"""From followed events to rows of the outbox, and from committed rows to jobs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from projections.change import Recorded
from workers.notify.due import Notice, concerns, due
from workers.notify.ports import Roster
from workers.ports import Unit


class Rows(Protocol):
    """SQL on the follower's own transaction."""

    def roster(self, connection: Any, recorded: Recorded) -> Roster:
        """As the rows stood right after the event."""

    def write(self, connection: Any, tenant: str, notices: Sequence[Notice]) -> None:
        """A notice that is there already stays as it is."""


class Notifying:
    """The consumer `outbox`: the live follower alone runs it, never an import or a rebuild.

    Where it starts in a tenant's log is written when the tenant is provisioned, and never guessed.
    """

    name = "outbox"
    version = None

    def __init__(
        self,
        rows: Rows,
        after: tuple[str, ...],
        enqueue: Callable[[str, Iterable[int]], object],
    ) -> None:
        self.after = after
        self._rows = rows
        self._enqueue = enqueue
        self._written: defaultdict[str, set[int]] = defaultdict(set)

    def handle(self, unit: Unit, events: Sequence[Recorded]) -> None:
        notices = [
            notice
            for recorded in events
            if concerns(recorded)
            for notice in due(recorded, self._rows.roster(unit.connection, recorded))
        ]
        if notices:
            self._rows.write(unit.connection, unit.tenant, notices)
            self._written[unit.tenant] |= {notice.position for notice in notices}

    def after_commit(self, tenant: str, _: int) -> None:
        """A job too many finds nothing due; a job that gets lost is made again by the sweep."""
        if tenant in self._written:
            self._enqueue(tenant, sorted(self._written.pop(tenant)))
