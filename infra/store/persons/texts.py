"""The free texts behind the seals of a tenant's events; the append writes them."""

from collections.abc import Iterable

from infra.store.connections.names import in_schema
from infra.store.recording.save import Connection

MANY = "SELECT seal, text FROM {schema}.free_text WHERE seal = ANY (%s)"


def many(connection: Connection, schema: str, seals: Iterable[str]) -> dict[str, str]:
    """By seal; an erased text is missing."""
    return dict(connection.execute(in_schema(MANY, schema), [list(seals)]).fetchall())
