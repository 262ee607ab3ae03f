"""What the follower of a process is made of."""

import threading
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from infra.evidence.sealing import seal_log
from infra.mail.outbox import FollowerRows
from infra.queue import enqueue, notices
from infra.store.connections.names import PLATFORM
from infra.store.following.unit import PostgresLog
from infra.store.notices.roster import PROJECTIONS
from infra.wakes import RedisWakes
from infra.wiring import Wiring, channel
from projections.catalogue import projections_of
from workers.feeding import Projecting
from workers.follower import Follower
from workers.notify.consumer import Notifying
from workers.ports import Consumer


def follower(wiring: Wiring, stopping: threading.Event) -> Follower:
    queue = notices(str(wiring.settings.redis_url), wiring.pool.database)
    notifying = Notifying(FollowerRows(), PROJECTIONS, partial(enqueue, queue))
    return Follower(
        PostgresLog(wiring.pool),
        partial(consumers, notifying),
        RedisWakes(str(wiring.settings.redis_url), channel(wiring.pool.database), stopping),
        snapshots=Snapshots(wiring),
        after_commit=[partial(seal_log, wiring), notifying.after_commit],
    )


def consumers(notifying: Notifying, tenant: str) -> Sequence[Consumer]:
    """Nobody is written to about what stands above the départements."""
    projecting = [Projecting(projection) for projection in projections_of(tenant)]
    return projecting if tenant == PLATFORM else [*projecting, notifying]


class Snapshots:
    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def take(self, tenant: str, stream: UUID, version: int) -> None:
        """One that is there already stays."""
        self._wiring.pactes(tenant).take_snapshot(stream, version=version)
