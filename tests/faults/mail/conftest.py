from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.departement import Departement
from tests.furnished import furnished
from tests.post import Post, open_post
from tests.servers import Database

database = furnished("48", "05")


@pytest.fixture
def post(database: Database, redis_url: str, tmp_path: Path) -> Iterator[Post]:
    with open_post(database, redis_url, tmp_path, ("48", "05")) as opened:
        yield opened


@pytest.fixture
def lozere(post: Post) -> Departement:
    return Departement(post.wiring).found()
