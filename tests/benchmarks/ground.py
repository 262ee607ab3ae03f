"""The server of a run, which nothing else uses, and the databases on it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from infra.embedded.servers import Servers
from infra.settings import Settings
from infra.store.connections.names import compose
from infra.store.schemas.migrate import migrate, owner, provision
from tests.servers import assert_owned, folder_for_servers, fresh_database


@dataclass(frozen=True, slots=True)
class Options:
    """`peers`: the folder of the kit; `work`: where its npm packages are; `large`: also slow."""

    rounds: int = 5
    seconds: float = 2.0
    peers: Path | None = None
    work: Path | None = None
    large: bool = False


@dataclass(slots=True)
class Ground:
    servers: Servers

    def plain(self, name: str) -> str:
        """An empty database of the superuser."""
        with psycopg.connect(self.servers.superuser_url, autocommit=True) as connection:
            drop = "DROP DATABASE IF EXISTS {name} WITH (FORCE)"
            connection.execute(compose(drop, name=name))
            connection.execute(compose("CREATE DATABASE {name}", name=name))
        return make_conninfo(self.servers.superuser_url, dbname=name)

    @contextmanager
    def store(self, tenants: Sequence[str]) -> Iterator["Store"]:
        """A migrated database with these tenants."""
        with fresh_database(self.servers) as database:
            settings = Settings(
                home=self.servers.home,
                database_url=database.app_url,
                database_owner_url=database.owner_url,
                redis_url=self.servers.redis_url,
            )
            migrate(settings)
            with owner(settings) as connection:
                for code in tenants:
                    provision(connection, code, settings)
            superuser = make_conninfo(self.servers.superuser_url, dbname=database.name)
            yield Store(settings, superuser, database.name, tuple(tenants))


@dataclass(frozen=True, slots=True)
class Store:
    settings: Settings
    superuser_url: str
    database: str
    tenants: tuple[str, ...]

    @property
    def url(self) -> str:
        return self.settings.database_url


def codes(count: int) -> tuple[str, ...]:
    return tuple(f"B{number:03}" for number in range(count))


@contextmanager
def own_ground(programs: Path | None = None) -> Iterator[Ground]:
    """`programs`: those of another PostgreSQL than the embedded one.

    Raises AssertionError on a server that does not wait for its disk.
    """
    with folder_for_servers("bench") as folder:
        servers = Servers.start(folder / "home", Settings(home=folder / "home", pg_bin=programs))
        try:
            assert_owned(servers)
            with psycopg.connect(servers.superuser_url) as connection:
                for name in ("fsync", "synchronous_commit", "full_page_writes"):
                    assert connection.execute(compose("SHOW {name}", name=name)).fetchone() == (
                        "on",
                    )
            yield Ground(servers)
        finally:
            servers.stop()
