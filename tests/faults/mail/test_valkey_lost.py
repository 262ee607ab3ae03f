"""Valkey flushed, killed, away: what is due is in PostgreSQL."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.embedded.servers import Servers
from infra.queue import job_id
from tests.departement import Departement
from tests.post import Post, open_post, wait_until
from tests.servers import fresh_database, kill_valkey, own_servers


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with own_servers(tmp_path_factory.mktemp("own")) as servers:
        yield servers


@pytest.fixture
def post(own: Servers, tmp_path: Path) -> Iterator[Post]:
    with fresh_database(own) as database, open_post(database, own.redis_url, tmp_path) as opened:
        yield opened


def test_a_flushed_queue_is_made_again(post: Post, lozere: Departement) -> None:
    lozere.open_round()
    post.follow()
    post.queue.connection.flushall()
    post.work()
    assert post.messages() == {}
    assert post.sweep() == 1
    post.work()
    assert (len(post.inbox.messages()), post.outbox()) == (2, [("sent", 1)] * 2)


def test_a_killed_valkey_stops_no_follower_and_loses_no_mail(
    own: Servers, post: Post, lozere: Departement
) -> None:
    kill_valkey(own)
    lozere.open_round()
    post.follow()
    assert post.outbox() == [("due", 0)] * 2
    assert post.sweep() == 0
    own.revive()
    post.sweep()
    post.work()
    assert len(post.inbox.messages()) == 2


def test_the_traces_of_a_job_that_died_do_not_block_its_successor(
    post: Post, lozere: Departement
) -> None:
    position = lozere.open_round()
    post.follow()
    name = post.queue.job_ids[0]
    assert name == job_id(post.queue, "48", position - 2)
    post.queue.connection.delete(post.queue.key)
    assert post.sweep() == 1
    post.work()
    assert len(post.inbox.messages()) == 2


@pytest.mark.slow
def test_running_processes_outlive_valkey(own: Servers, post: Post, lozere: Departement) -> None:
    with process(post, "work") as work, process(post, "tick") as tick:
        kill_valkey(own)
        lozere.open_round()
        post.follow()
        own.revive()
        wait_until(lambda: post.outbox() == [("sent", 1)] * 2, seconds=40)
        assert len(post.inbox.messages()) == 2
        assert (work.poll(), tick.poll()) == (None, None)
        for each in (work, tick):
            each.send_signal(signal.SIGTERM)
        assert (work.wait(20), tick.wait(20)) == (0, 0)


@contextmanager
def process(post: Post, name: str) -> Iterator["subprocess.Popen[str]"]:
    """One process of the product, ready."""
    child = subprocess.Popen(
        [sys.executable, "-m", "infra.cli.main", name],
        env=post.wiring.settings.for_children() | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with child:
        try:
            assert child.stdout
            assert child.stdout.readline() == "pacte:ready\n"
            yield child
        finally:
            if child.poll() is None:
                child.kill()
