"""What strangers are shown of the platform's log, as it was read last."""

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.pactes import Pactes

A = TypeVar("A", bound=Aggregate)
MOST_LISTED = 10_000
KEPT_SECONDS = 5.0


class Listed(Generic[A]):
    """Strangers make the log be read once in some seconds, however often they come.

    What ended may stand here a little longer: nobody comes in by what is only listed.
    """

    def __init__(
        self,
        platform: Pactes,
        kind: type[A],
        topic: str,
        *,
        used: Callable[[A], bool],
        name: Callable[[A], str],
    ) -> None:
        """`topic`: of the event without which there is nothing to list of such a stream."""
        self._platform = platform
        self._kind, self._topic = kind, topic
        self._used, self._name = used, name
        self._known: tuple[float, list[A]] = 0.0, []

    def by_name(self) -> list[A]:
        until, found = self._known
        if monotonic() >= until:
            found = self._read()
            self._known = monotonic() + KEPT_SECONDS, found
        return found

    def _read(self) -> list[A]:
        begun = self._platform.recorder.select_notifications(
            None, MOST_LISTED, topics=[self._topic]
        )
        streams = dict.fromkeys(UUID(str(each.originator_id)) for each in begun)
        found = [self._platform.load(self._kind, stream) for stream in streams]
        return sorted(filter(self._used, found), key=self._name)
