"""A database with one tenant, for faults that leave the server running."""

import pytest

from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.schemas.migrate import migrate, owner, provision
from tests.servers import Database


@pytest.fixture
def lozere(servers: Servers, database: Database) -> Settings:
    settings = Settings(
        home=servers.home, database_url=database.app_url, database_owner_url=database.owner_url
    )
    migrate(settings)
    with owner(settings) as connection:
        provision(connection, "48", settings)
    return settings
