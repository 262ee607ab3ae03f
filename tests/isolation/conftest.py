"""One database of three tenants for all that only looks at it, or tries in vain to change it."""

from collections.abc import Iterator

import pytest

from infra.embedded.servers import Servers
from tests.isolation.three import Three, three_tenants


@pytest.fixture(scope="session")
def three(servers: Servers) -> Iterator[Three]:
    with three_tenants(servers) as here:
        yield here
