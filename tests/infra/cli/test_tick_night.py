"""By night every log audits itself, once; by day nobody asks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from domain.upkeep import SelfAuditPassed, upkeep_id
from infra import queue as queues
from infra.cli.processes.tick import EVERY, FIRST_AUDIT, audit_by_night
from infra.demo.settling import PATIENCE_SECONDS
from infra.following import follower
from infra.store.connections.names import PLATFORM
from infra.tenants import administering
from tests.departement import Departement
from tests.post import Post, open_post, worker
from tests.servers import Database

NIGHT = datetime(2026, 11, 27, 2, 30, tzinfo=UTC)  # 3:30 in Paris
NOON = datetime(2026, 11, 27, 11, tzinfo=UTC)


@pytest.fixture
def post(database: Database, redis_url: str, tmp_path: Path) -> Iterator[Post]:
    with open_post(database, redis_url, tmp_path) as made:
        Departement(made.wiring).found()
        yield made


def test_once_a_night(post: Post, redis_url: str) -> None:
    queue = queues.admin(redis_url, post.wiring.pool.database)
    administering.serve(post.wiring)
    following = follower(post.wiring, Event())
    for tenant in ("48", PLATFORM):
        while following.turn(tenant):
            pass
    assert audit_by_night(post.wiring.pool, queue, NOON) == 0
    assert audit_by_night(post.wiring.pool, queue, NIGHT) == 2
    assert audit_by_night(post.wiring.pool, queue, NIGHT) == 0
    for _ in range(2):
        worker(queue).work(burst=True, logging_level="ERROR")
        audit_by_night(post.wiring.pool, queue, NIGHT)
    worker(queue).work(burst=True, logging_level="ERROR")
    for tenant in ("48", PLATFORM):
        found = list(post.wiring.pactes(tenant).events.get(upkeep_id(tenant)))
        assert len(found) == 1
        assert isinstance(found[0], SelfAuditPassed)
    queue.connection.close()


def test_a_demonstration_is_over_before_the_first_audit() -> None:
    """It waits twice at most: the second time it must record nothing, at any hour."""
    assert FIRST_AUDIT * EVERY > 2 * PATIENCE_SECONDS
