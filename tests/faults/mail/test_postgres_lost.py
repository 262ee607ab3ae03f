"""What the follower has taken in, and the mails that are due, when PostgreSQL dies."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from infra.embedded.servers import Servers
from infra.store.notices import roster
from tests.departement import Departement
from tests.post import Post, open_post
from tests.servers import fresh_database, kill_postgres, own_servers


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with own_servers(tmp_path_factory.mktemp("own")) as servers:
        yield servers


@pytest.fixture
def post(own: Servers, tmp_path: Path) -> Iterator[Post]:
    with fresh_database(own) as database, open_post(database, own.redis_url, tmp_path) as opened:
        yield opened


@pytest.mark.slow
def test_what_was_taken_in_outlives_a_kill_right_after(
    own: Servers, post: Post, lozere: Departement
) -> None:
    """The follower would not look again: for it, the log has been served."""
    lozere.open_round()
    post.follow()
    kill_postgres(own)
    own.revive()
    assert post.outbox() == [("due", 0)] * 2


@pytest.mark.slow
def test_a_letter_that_the_database_holds_up_is_written_later(
    post: Post, lozere: Departement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store fails while a letter is written: that is no fault of the letter."""
    lozere.open_round()
    post.follow()
    with monkeypatch.context() as patch:
        patch.setattr(roster, "ORGANIZATION", "SELECT pg_terminate_backend(pg_backend_pid())")
        post.work()
    assert {status for status, _ in post.outbox()} == {"due"}
    post.later(timedelta(minutes=10))
    assert post.sweep() == 1
    post.work()
    assert post.outbox() == [("sent", 1)] * 2
