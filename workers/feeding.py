"""Hand events to a consumer so that one bad event costs no other."""

from collections.abc import Sequence
from dataclasses import dataclass

from projections.change import Projection, Recorded
from workers.ports import Bad, Consumer, Outage, Unit


@dataclass(frozen=True, slots=True)
class Projecting:
    """A projection as a consumer: its rows are written in bulk."""

    projection: Projection
    after: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.projection.name

    @property
    def version(self) -> int:
        return self.projection.version

    def handle(self, unit: Unit, events: Sequence[Recorded]) -> None:
        rows = self.projection.rows
        placed = [(event.position, change) for event in events for change in rows(event)]
        if placed:
            unit.write(placed)


def feed(consumer: Consumer, unit: Unit, events: Sequence[Recorded]) -> Bad | None:
    """Everything before the bad event is taken in, found by halves. Raises Outage."""
    if not events:
        return None
    try:
        with unit.savepoint():
            consumer.handle(unit, events)
    except Outage:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the others go on
        if len(events) == 1:
            return Bad(events[0].position, events[0].topic, type(error).__name__)
        half = len(events) // 2
        return feed(consumer, unit, events[:half]) or feed(consumer, unit, events[half:])
    return None


def why_stopped(name: str, bad: Bad) -> str:
    return f"« {name} » s’est arrêtée avant la position {bad.position} ({bad.topic}) : {bad.cause}."


def why_outdated(name: str, written: int, code: int) -> str:
    return (
        f"Les lignes de « {name} » sont de la version {written}, le programme de la "
        f"version {code} : lancez « pacte projections rebuild --projection {name} »."
    )
