"""Every tenant has roles of its own, whatever the database is called."""

import secrets
from collections.abc import Iterator
from itertools import product

import psycopg
import pytest
from psycopg import sql

from infra.embedded import postgres
from infra.embedded.roles import APP, OWNER, create_database
from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.connections.names import PLATFORM, roles_of
from infra.store.schemas.migrate import MigrationRefused, migrate, owner, provision
from tests.readside import CODES


@pytest.fixture
def long(servers: Servers) -> Iterator[Settings]:
    name = f"p{secrets.token_hex(5)}".ljust(58, "x")
    state = servers.state
    with psycopg.connect(servers.superuser_url, autocommit=True) as connection:
        create_database(connection, name)
        try:
            yield Settings(
                home=servers.home,
                database_url=postgres.url(state, APP, state.app_password, name),
                database_owner_url=postgres.url(state, OWNER, state.owner_password, name),
            )
        finally:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def test_a_database_whose_roles_would_be_cut_short_is_refused(long: Settings) -> None:
    """PostgreSQL would give the web the rights of the follower, or two tenants one role."""
    with pytest.raises(MigrationRefused, match="nom de la base est trop long"):
        migrate(long)
    with owner(long) as connection:
        with pytest.raises(MigrationRefused, match="nom de la base est trop long"):
            provision(connection, "48", long)
        prefix = connection.info.dbname[:50]
        found = connection.execute("SELECT FROM pg_roles WHERE starts_with(rolname, %s)", [prefix])
        assert found.fetchall() == []


@pytest.mark.parametrize("database", ["p", "x" * 45])
def test_no_two_tenants_nor_two_parts_of_one_have_the_same_role(database: str) -> None:
    codes = [*CODES, "2A", "2B", "971", "69D", "69M", PLATFORM]
    names = [
        getattr(roles_of(database, code), part) for code, part in product(codes, ("web", "follow"))
    ]
    assert len({name.encode()[:63] for name in names}) == len(names) > 190
    assert all(len(name.encode()) <= 63 for name in names)
