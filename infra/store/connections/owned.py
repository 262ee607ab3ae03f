"""One transaction of the owner, which what is saved meanwhile joins."""

from collections.abc import Iterator
from contextlib import contextmanager

from domain.errors import RuleBroken
from infra.settings import Settings
from infra.store.connections.held import Held
from infra.store.recording.recorder import joined


class OwnerMissing(RuleBroken):
    """The owner's address was not given to this process."""

    code = "owner-missing"


@contextmanager
def owned(settings: Settings) -> Iterator[Held]:
    """Raises OwnerMissing."""
    if not settings.database_owner_url:
        raise OwnerMissing(
            "Les schémas appartiennent à pacte_owner : indiquez son adresse dans "
            "DATABASE_OWNER_URL."
        )
    connection = Held.open(settings.database_owner_url)
    with connection, connection.transaction(), joined(connection):
        yield connection
