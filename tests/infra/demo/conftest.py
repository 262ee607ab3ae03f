"""The Hautes-Alpes as the story finds them: framework, tenant, people, the three drafts."""

from collections.abc import Iterator

import pytest

from infra.demo import founding
from infra.demo.living import hautes_alpes
from infra.demo.living.acts import take_over
from infra.demo.living.scene import Scene
from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.store.schemas.migrate import migrate
from infra.wiring import Wiring
from tests.servers import Database


@pytest.fixture
def wiring(servers: Servers, database: Database, redis_url: str) -> Iterator[Wiring]:
    settings = Settings(
        home=servers.home,
        database_url=database.app_url,
        database_owner_url=database.owner_url,
        redis_url=redis_url,
    )
    migrate(settings)
    made = Wiring(settings)
    yield made
    made.close()


@pytest.fixture
def scene(wiring: Wiring) -> Scene:
    founding.publish_framework(wiring)
    founding.declare_tenant(wiring, "05")
    founding.create_people(wiring, {PLATFORM, "05"})
    take_over(wiring, hautes_alpes.plan())
    return Scene(wiring)
