"""Databases in which tenants have their schemas already: copies of one that was provisioned once.

Roles are the cluster's and named after the database, so each copy takes the name of the first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
from psycopg import sql

from infra.embedded.roles import OWNER, create_database
from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.schemas.migrate import migrate, owner, provision
from tests.servers import (
    Database,
    drop,
    fresh_database,
    fresh_name,
    named,
    owned,
    roles_named_after,
)

COPY = sql.SQL("CREATE DATABASE {name} TEMPLATE {kept} OWNER {owner}")
RENAME = sql.SQL("ALTER DATABASE {name} RENAME TO {kept}")


@dataclass
class Pattern:
    """`name` is free while nobody uses a copy."""

    name: str
    roles: set[str]
    taken: bool = False


_patterns: dict[tuple[Path, tuple[str, ...]], Pattern] = {}


@contextmanager
def furnished_database(servers: Servers, *tenants: str) -> Iterator[Database]:
    """With the platform's schema and theirs, and no event; gone afterwards."""
    key = servers.home, tenants
    if key not in _patterns:
        _patterns[key] = _provisioned(servers, tenants)
    pattern = _patterns[key]
    if pattern.taken:
        with fresh_database(servers) as database:
            furnish(database, servers, tenants)
            yield database
        return
    pattern.taken = True
    with owned(servers) as connection:
        connection.execute(composed(COPY, pattern.name))
    try:
        yield named(servers, pattern.name)
    finally:
        with owned(servers) as connection:
            drop(connection, pattern.name, keep=pattern.roles)
        with redis.Redis.from_url(servers.redis_url) as client:
            for key in client.scan_iter(f"*{pattern.name}*"):
                client.delete(key)
        pattern.taken = False


def _provisioned(servers: Servers, tenants: tuple[str, ...]) -> Pattern:
    """It stays as long as its server does."""
    name = fresh_name()
    with owned(servers) as connection:
        create_database(connection, name)
        furnish(named(servers, name), servers, tenants)
        connection.execute(composed(RENAME, name))
        return Pattern(name, roles_named_after(connection, name))


def furnish(database: Database, servers: Servers, tenants: tuple[str, ...]) -> None:
    settings = Settings(
        home=servers.home, database_url=database.app_url, database_owner_url=database.owner_url
    )
    migrate(settings)
    with owner(settings) as connection:
        for tenant in tenants:
            provision(connection, tenant, settings)


def composed(statement: sql.SQL, name: str) -> sql.Composed:
    first, kept = sql.Identifier(name), sql.Identifier(f"{name}_kept")
    return statement.format(name=first, kept=kept, owner=sql.Identifier(OWNER))


def furnished(*tenants: str) -> Any:
    """The fixture `database`, for a module or folder whose tests all begin there."""

    @pytest.fixture
    def database(servers: Servers) -> Iterator[Database]:
        with furnished_database(servers, *tenants) as made:
            yield made

    return database
