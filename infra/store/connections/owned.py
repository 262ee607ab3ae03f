"""One transaction of the owner, which what is saved meanwhile joins."""

from collections.abc import Iterator
from contextlib import contextmanager

from infra.settings import Settings
from infra.store.connections.held import Held
from infra.store.recording.recorder import joined


@contextmanager
def owned(settings: Settings) -> Iterator[Held]:
    connection = Held.open(str(settings.database_owner_url))
    with connection, connection.transaction(), joined(connection):
        yield connection
