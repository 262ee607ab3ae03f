"""Hand events to a consumer so that one bad event costs no other."""

from collections.abc import Sequence
from dataclasses import dataclass

from projections.change import Projection, Recorded, Restore
from projections.weave import Placed
from workers.ports import Bad, Consumer, Outage, Unit, Writing


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
        handle(self.projection, unit, events)


def handle(projection: Projection, unit: Writing, events: Sequence[Recorded]) -> None:
    """The rows of a batch of events, written in bulk."""
    placed: list[Placed] = []
    for event in events:
        for said in projection.rows(event):
            if isinstance(said, Restore):
                placed = _restored(unit, event.position, said, placed)
            else:
                placed.append((event.position, said))
    if placed:
        unit.write(placed)


def _restored(unit: Writing, position: int, restore: Restore, placed: list[Placed]) -> list[Placed]:
    """What stands in the store must be up to date before it is asked what was restored."""
    earlier = [item for item in placed if item[0] < position]
    if earlier:
        unit.write(earlier)
    same = [item for item in placed if item[0] == position]
    return [*same, *((position, change) for change in unit.restored(position, restore))]


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
    return (
        f"«\u00a0{name}\u00a0» s’est arrêtée avant la position {bad.position}"
        f" ({bad.topic})\u00a0: {bad.cause}."
    )


def why_outdated(name: str, written: int | None, code: int) -> str:
    return (
        f"Les lignes de «\u00a0{name}\u00a0» sont de la version {written}, le programme de la "
        f"version {code}\u00a0: lancez «\u00a0pacte projections rebuild --projection {name}\u00a0»."
    )


def why_absent(name: str, tenant: str) -> str:
    """To start at the beginning would write to people about what is long over."""
    schema = f"t_{tenant.lower()}"
    row = f"(projection, position, status) VALUES ('{name}', POSITION, 'running')"
    return (
        f"«\u00a0{name}\u00a0» n’a pas de point de départ dans le département {tenant}\u00a0: "
        "plus personne n’y est prévenu. Choisissez la dernière position du journal dont personne "
        "n’est plus à prévenir, et inscrivez-la\u00a0: "
        f'pacte psql --as {schema}_follow -c "INSERT INTO {schema}.positions {row}"'
    )
