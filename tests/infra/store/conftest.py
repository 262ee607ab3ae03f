"""One migrated database with two tenants per module; each test makes its own streams."""

from collections.abc import Iterator

import psycopg
import pytest

from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.connections.held import Held
from infra.store.connections.names import Roles, roles_of
from infra.store.connections.pool import Pool, pool_for
from infra.store.recording.factory import application_env
from infra.store.schemas.migrate import migrate, owner, provision
from services.pactes import Pactes
from tests.servers import Database, fresh_database

TENANTS = ("05", "48")


def settings_of(servers: Servers, database: Database) -> Settings:
    return Settings(
        home=servers.home,
        database_url=database.app_url,
        database_owner_url=database.owner_url,
    )


@pytest.fixture(scope="module")
def settings(servers: Servers) -> Iterator[Settings]:
    with fresh_database(servers) as database:
        made = settings_of(servers, database)
        migrate(made)
        with owner(made) as connection:
            for code in TENANTS:
                provision(connection, code, made)
        yield made
        pool_for(made.database_url).close()


@pytest.fixture
def pool(settings: Settings) -> Pool:
    return pool_for(settings.database_url)


@pytest.fixture
def roles(pool: Pool) -> Roles:
    return roles_of(pool.database, "48")


@pytest.fixture
def web(pool: Pool, roles: Roles) -> Iterator[Held]:
    """A connection in the role of Lozère's web process."""
    with pool.checkout(roles.web) as connection:
        yield connection


@pytest.fixture
def pactes(settings: Settings) -> Pactes:
    return Pactes("48", application_env("48", settings.database_url))


@pytest.fixture
def owned(settings: Settings) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with owner(settings) as connection:
        yield connection
