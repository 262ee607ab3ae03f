"""One sealed département for all who read its bundle; what they change is a copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.embedded.servers import Servers
from tests.furnished import furnished, furnished_database
from tests.infra.evidence import bundles
from tests.servers import Database

database = furnished("48")


@pytest.fixture(scope="module")
def lived(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[bundles.Site]:
    """Nothing more happens there."""
    folder = tmp_path_factory.mktemp("lived")
    with (
        furnished_database(servers, "48") as database,
        bundles.site(database, servers, folder) as here,
    ):
        yield here.live()


@pytest.fixture(scope="module")
def kept(lived: bundles.Site) -> Path:
    """Its bundle, which nobody changes."""
    return lived.bundle()


@pytest.fixture
def site(
    database: Database, servers: Servers, redis_url: str, tmp_path: Path
) -> Iterator[bundles.Site]:
    """One to do anything to."""
    del redis_url
    with bundles.site(database, servers, tmp_path) as here:
        yield here.live()
