"""The database as the application reads it; embedded servers that sleep are not woken up for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from infra.embedded import postgres
from infra.embedded.roles import APP
from infra.embedded.state import State
from infra.settings import Settings
from infra.wiring import Wiring

# Nothing is asked of it.
NO_REDIS = "redis://127.0.0.1:1"


@contextmanager
def reading(settings: Settings) -> Iterator[Wiring | None]:
    """None: there is none to be read now."""
    url = database(settings)
    if not url:
        yield None
        return
    wiring = Wiring(replace(settings, database_url=url, redis_url=settings.redis_url or NO_REDIS))
    try:
        yield wiring
    finally:
        wiring.close()


def database(settings: Settings) -> str | None:
    """Where it can be asked now, without starting anything."""
    state = State.load(settings.home)
    if settings.database_url or not postgres.stands(settings.home, state):
        return settings.database_url
    return postgres.url(state, APP, state.app_password)
