"""One moment of a tenant, however long it is read."""

from collections.abc import Iterator
from contextlib import contextmanager

from infra.store.connections.held import Held
from infra.store.connections.names import roles_of
from infra.store.connections.pool import Pool


@contextmanager
def moment(pool: Pool, tenant: str) -> Iterator[Held]:
    with (
        pool.checkout(roles_of(pool.database, tenant).web) as connection,
        connection.transaction(),
    ):
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield connection
