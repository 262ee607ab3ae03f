from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.mail.inbox import Inbox
from tests.departement import Departement
from tests.furnished import furnished
from tests.mailbox import open_inbox
from tests.post import Post, open_post
from tests.servers import Database

database = furnished("48")


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with open_inbox(tmp_path / "mail") as running:
        yield running


@pytest.fixture
def post(database: Database, redis_url: str, tmp_path: Path) -> Iterator[Post]:
    with open_post(database, redis_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def lozere(post: Post) -> Departement:
    return Departement(post.wiring).found()
