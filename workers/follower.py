"""From the log to everything that follows from it: one process for all tenants."""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from time import monotonic
from typing import Protocol
from uuid import UUID

from workers.batches import uncollected
from workers.ports import Consumer, Log, Outage, Snapshots, Wakes
from workers.trace import trace
from workers.turn import Turn

logger = logging.getLogger(__name__)

BATCH = 1000
SWEEP_EVERY = 2.0
RETRY_EVERY = 60.0


class Consumers(Protocol):
    def __call__(self, tenant: str) -> Sequence[Consumer]: ...


class Follower:
    """Turns are taken in order, one batch each: a long log never makes the others wait.

    A wake-up that gets lost costs one sweep, no more. `after_commit` runs outside of the
    transaction and may fail: nothing depends on it but speed.
    """

    def __init__(
        self,
        log: Log,
        consumers: Consumers,
        wakes: Wakes,
        *,
        snapshots: Snapshots,
        after_commit: Sequence[Callable[[str, int], object]] = (),
        sweep_every: float = SWEEP_EVERY,
    ) -> None:
        self._log = log
        self._consumers = consumers
        self._wakes = wakes
        self._snapshots = snapshots
        self._after_commit = after_commit
        self._sweep_every = sweep_every
        # Anybody may write to the channel; what is new is found by the next sweep.
        self._known: set[str] = set()
        self._queue: dict[str, None] = {}
        self._reached: dict[str, int] = {}
        self._again: dict[str, float] = {}
        self._swept = float("-inf")

    def run(self, stopping: Callable[[], bool]) -> None:
        while not stopping():
            self.step()

    def step(self) -> None:
        """One turn, or one wait for something to do."""
        try:
            self._find_work()
        except Outage as error:
            _report(error)
            self._wakes.wait(self._sweep_every)
        if self._queue:
            self._try(self._next())

    def _try(self, tenant: str) -> None:
        """What one tenant cannot do now waits for the next sweep: the others go on."""
        try:
            self.turn(tenant)
        except Outage as error:
            _report(error)

    def turn(self, tenant: str) -> bool:
        """One batch of one tenant, in one transaction; whether there is more.

        Raises Outage: then nothing was done.
        """
        consumers = self._consumers(tenant)
        with uncollected():
            with self._log.unit(tenant) as unit:
                turn = Turn(unit, BATCH, retry=tenant not in self._reached)
                turn.play(consumers)
            self._remember(tenant, turn, consumers)
            snapshots = turn.snapshots()
            turn.batches.clear()
        self._follow_up(tenant, turn.upto(), snapshots)
        return turn.more

    def _find_work(self) -> None:
        now = monotonic()
        if now - self._swept >= self._sweep_every:
            self._swept = now
            heads = self._log.heads()
            self._known = set(heads)
            self._queue |= dict.fromkeys(t for t in heads if self._is_due(t, heads[t], now))
        left = 0.0 if self._queue else max(0.0, self._swept + self._sweep_every - now)
        self._queue |= dict.fromkeys(sorted(self._wakes.wait(left) & self._known))

    def _is_due(self, tenant: str, head: int, now: float) -> bool:
        """A log that stands before what was reached was restored: what was taken in is not."""
        unseen = -1 if head else 0
        return head != self._reached.get(tenant, unseen) or now >= self._again.get(tenant, now + 1)

    def _next(self) -> str:
        tenant = next(iter(self._queue))
        del self._queue[tenant]
        return tenant

    def _remember(self, tenant: str, turn: Turn, consumers: Sequence[Consumer]) -> None:
        self._reached[tenant] = turn.reached(consumers)
        self._again.pop(tenant, None)
        if turn.stopped():
            self._again[tenant] = monotonic() + RETRY_EVERY
        if turn.more:
            self._queue[tenant] = None

    def _follow_up(self, tenant: str, upto: int, snapshots: Mapping[UUID, int]) -> None:
        for hook in self._after_commit:
            self._attempt(partial(hook, tenant, upto))
        for stream, version in snapshots.items():
            self._attempt(partial(self._snapshots.take, tenant, stream, version))

    @staticmethod
    def _attempt(act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - nothing depends on it
            logger.error("une suite du journal a échoué", extra=trace(error))  # noqa: TRY400


def _report(error: Outage) -> None:
    cause = type(error.__cause__).__name__
    logger.warning("le journal ne répond pas", extra={"cause": cause})
