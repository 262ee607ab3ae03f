"""One turn of one tenant: lock, read once, hand to all that stand there, store, commit."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from projections.change import Recorded
from workers.feeding import feed, why_absent, why_outdated, why_stopped
from workers.ports import Bad, Batch, Consumer, Standing, Unit

SNAPSHOT_EVERY = 50


@dataclass(slots=True)
class Turn:
    """`unit` stays open around it. `retry`: those that stopped are tried again at once."""

    unit: Unit
    limit: int
    retry: bool = False
    before: dict[str, Standing] = field(default_factory=dict)
    now: dict[str, Standing] = field(default_factory=dict)
    batches: dict[int, Batch] = field(default_factory=dict)
    more: bool = False

    def play(self, consumers: Sequence[Consumer]) -> None:
        """In such an order that everyone comes after those it waits for. Raises Outage."""
        held = self.unit.hold({consumer.name: consumer.version for consumer in consumers})
        self.before = {standing.name: standing for standing in held}
        for consumer in consumers:
            if consumer.name in self.before:
                self.now[consumer.name] = self._serve(consumer, self.before[consumer.name])
        self.unit.keep([self.now[name] for name in self.now if self._is_news(name)])

    def reached(self, consumers: Sequence[Consumer]) -> int:
        """Up to where everyone is served, those aside who stopped; -1: somebody was not free."""
        running = [standing.position for standing in self.now.values() if not standing.error]
        free = len(self.now) == len(consumers)
        return min(running, default=-1) if free else -1

    def upto(self) -> int:
        return max((standing.position for standing in self.now.values()), default=0)

    def stopped(self) -> bool:
        return any(standing.error for standing in self.now.values())

    def snapshots(self) -> dict[UUID, int]:
        """Streams that passed fifty more events, and the version at which they did."""
        known = max((standing.position for standing in self.before.values()), default=0)
        return {
            recorded.event.originator_id: recorded.event.originator_version
            for batch in self.batches.values()
            for recorded in batch.events
            if recorded.position > known and recorded.event.originator_version % SNAPSHOT_EVERY == 0
        }

    def _serve(self, consumer: Consumer, standing: Standing) -> Standing:
        if standing.absent:
            return replace(standing, error=why_absent(consumer.name, self.unit.tenant))
        if consumer.version is not None and standing.version != consumer.version:
            error = why_outdated(consumer.name, standing.version, consumer.version)
            return replace(standing, error=error)
        if standing.error and not self._tries_again(standing):
            return standing
        batch = self._batch(standing.position)
        events, complete = self._allowed(consumer, batch)
        bad = feed(consumer, self.unit, events) or (batch.bad if complete else None)
        self.more = self.more or (bad is None and complete and len(events) == self.limit)
        return _moved(standing, events, bad)

    def _allowed(self, consumer: Consumer, batch: Batch) -> tuple[Sequence[Recorded], bool]:
        """The events up to which everyone has come whom it waits for, and whether that is all."""
        if not consumer.after:
            return batch.events, True
        ahead = [self.now[name].position for name in consumer.after if name in self.now]
        ceiling = min(ahead) if len(ahead) == len(consumer.after) else 0
        events = [recorded for recorded in batch.events if recorded.position <= ceiling]
        return events, len(events) == len(batch.events)

    def _batch(self, after: int) -> Batch:
        if after not in self.batches:
            self.batches[after] = self.unit.read(after, self.limit)
        return self.batches[after]

    def _tries_again(self, standing: Standing) -> bool:
        return self.retry or standing.rested

    def _is_news(self, name: str) -> bool:
        before, now = self.before[name], self.now[name]
        if now.absent:
            return False
        return now != before or bool(now.error and self._tries_again(now))


def _moved(standing: Standing, events: Sequence[Recorded], bad: Bad | None) -> Standing:
    if bad:
        error = why_stopped(standing.name, bad)
        return replace(standing, position=bad.position - 1, error=error)
    position = events[-1].position if events else standing.position
    return replace(standing, position=position, error=None)
