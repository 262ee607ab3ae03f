"""One database for the tests of a module; each of them takes a département of its own."""

from collections.abc import Iterator

import pytest

from infra.embedded.servers import Servers
from tests.readside import Departement, Site, site


@pytest.fixture(scope="module")
def place(servers: Servers) -> Iterator[Site]:
    with site(servers) as made:
        yield made


@pytest.fixture
def departement(place: Site) -> Departement:
    return place.departement()
