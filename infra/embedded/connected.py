"""One door for every command: settings in which every address is filled in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from infra.embedded.servers import Servers
from infra.settings import Settings


@contextmanager
def connected(settings: Settings) -> Iterator[Settings]:
    """Adopt or start the embedded servers that the settings do not name, for as long as needed."""
    if settings.database_url and settings.redis_url:
        yield settings
        return
    servers = Servers.start(settings.home, settings)
    try:
        yield completed(settings, servers)
    finally:
        servers.stop()


def completed(settings: Settings, servers: Servers) -> Settings:
    return replace(
        settings,
        home=servers.home,
        database_url=servers.database_url,
        database_owner_url=servers.owner_url,
        redis_url=servers.redis_url,
        secret_key=settings.secret_key or servers.state.secret_key,
    )
