"""The free texts behind the seals of a tenant's events; the append writes them."""

from collections.abc import Iterable, Iterator

from domain.sealed import Sealed
from infra.store.connections.names import in_schema
from infra.store.recording.save import Connection

AFTER = (
    'SELECT seal, salt, text FROM {schema}.free_text WHERE seal COLLATE "C" > %s'
    ' ORDER BY seal COLLATE "C" LIMIT %s'
)
ERASE = "DELETE FROM {schema}.free_text WHERE seal = %s"
MANY = "SELECT seal, text FROM {schema}.free_text WHERE seal = ANY (%s)"


def many(connection: Connection, schema: str, seals: Iterable[str]) -> dict[str, str]:
    """By seal; an erased text is missing."""
    return dict(connection.execute(in_schema(MANY, schema), [list(seals)]).fetchall())


def each(connection: Connection, schema: str, batch: int = 1000) -> Iterator[Sealed]:
    """All that still stand, in the order of their seals."""
    reached, rows = "", batch
    while rows == batch:
        asked = [reached, batch]
        found = connection.execute(in_schema(AFTER, schema), asked, binary=True).fetchall()
        for seal, salt, text in found:
            yield Sealed(seal, salt, text)
            reached = seal
        rows = len(found)


def erase(connection: Connection, schema: str, seal: str) -> bool:
    """By the owner. False: there was none."""
    return connection.execute(in_schema(ERASE, schema), [seal]).rowcount == 1
