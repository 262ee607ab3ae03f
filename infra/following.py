"""What the follower of a process is made of."""

import threading
from collections.abc import Sequence
from uuid import UUID

from infra.store.unit import PostgresLog
from infra.wakes import RedisWakes
from infra.wiring import Wiring
from projections.catalogue import projections_of
from workers.feeding import Projecting
from workers.follower import Follower
from workers.ports import Consumer


def follower(wiring: Wiring, stopping: threading.Event) -> Follower:
    return Follower(
        PostgresLog(wiring.pool),
        consumers,
        RedisWakes(str(wiring.settings.redis_url), stopping),
        snapshots=Snapshots(wiring),
    )


def consumers(tenant: str) -> Sequence[Consumer]:
    return [Projecting(projection) for projection in projections_of(tenant)]


class Snapshots:
    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def take(self, tenant: str, stream: UUID, version: int) -> None:
        """One that is there already stays."""
        self._wiring.pactes(tenant).take_snapshot(stream, version=version)
