"""Wake-ups of two instances on one Redis, where anybody may write anything."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.following import follower
from infra.queue import enqueue, notices
from infra.wiring import channel
from tests.departement import Departement
from tests.furnished import furnished
from tests.post import Post, open_post
from tests.servers import Database

database = furnished("48")


@pytest.fixture
def post(database: Database, redis_url: str, tmp_path: Path) -> Iterator[Post]:
    with open_post(database, redis_url, tmp_path) as opened:
        yield opened


def test_a_message_that_names_no_tenant_wakes_nobody(
    post: Post, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    following = follower(post.wiring, threading.Event())
    Departement(post.wiring).found()
    following.step()
    for said in ("pas un code", "99", b"\xff\xfe"):
        assert post.wiring.redis.publish(channel(database.name), said) == 1
    following.step()
    assert not caplog.records


def test_two_instances_do_not_take_each_others_jobs(redis_url: str) -> None:
    one, other = notices(redis_url, "pacte"), notices(redis_url, "essai.2")
    assert enqueue(one, "48", [1]) == 1
    assert enqueue(other, "48", [1, 2]) == 2
    assert (len(one), len(other)) == (1, 2)
    one.connection.close()
    other.connection.close()
