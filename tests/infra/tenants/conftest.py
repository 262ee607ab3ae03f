"""The hoster of a platform without tenants."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.queue import admin
from infra.settings import Settings
from infra.store.schemas.migrate import migrate
from infra.tenants import administering
from infra.wiring import Wiring
from tests.infra.tenants.hosting import Hoster
from tests.servers import Database


@pytest.fixture
def hoster(database: Database, redis_url: str, tmp_path: Path) -> Iterator[Hoster]:
    settings = Settings(
        home=tmp_path,
        database_url=database.app_url,
        database_owner_url=database.owner_url,
        redis_url=redis_url,
    )
    migrate(settings)
    wiring = Wiring(settings)
    administering.serve(wiring)
    queue = admin(redis_url, database.name)
    yield Hoster(wiring, queue)
    queue.connection.close()
    wiring.close()
