"""What was signed of a tree: rows that leave the host in mails, receipts and bundles."""

from datetime import datetime
from typing import NamedTuple

from infra.store.connections.names import in_schema
from infra.store.evidence.trees import Tree
from infra.store.recording.save import Connection

KEEP = (
    "INSERT INTO {schema}.checkpoint (tree, size, note) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)
SIGNED = "UPDATE {schema}.tree SET signed = greatest(signed, %s) WHERE tree = %s"
SIGNED_UPTO = (
    "UPDATE {schema}.tree AS t SET signed = coalesce("
    "(SELECT max(c.size) FROM {schema}.checkpoint AS c WHERE c.tree = t.tree), 0)"
)
COVERING = (
    "SELECT size, note, sealed_at FROM {schema}.checkpoint WHERE tree = %s AND size >= %s"
    " ORDER BY size LIMIT 1"
)
NEWEST = (
    "SELECT size, note, sealed_at FROM {schema}.checkpoint WHERE tree = %s"
    " ORDER BY size DESC LIMIT 1"
)
SIZES = "SELECT size FROM {schema}.checkpoint WHERE tree = %s AND size < %s ORDER BY size"
THESE = (
    "SELECT size, note FROM {schema}.checkpoint WHERE tree = %s AND size = ANY (%s) ORDER BY size"
)


class Sealed(NamedTuple):
    """`note`: a signed checkpoint (`domain.evidence.checkpoint`). `sealed_at`: our own clock."""

    size: int
    note: bytes
    sealed_at: datetime


def keep(connection: Connection, schema: str, tree: Tree, size: int, note: bytes) -> None:
    """The first one signed at a size stays."""
    connection.execute(in_schema(KEEP, schema), [tree, size, note])
    connection.execute(in_schema(SIGNED, schema), [size, tree])


def signed_upto(connection: Connection, schema: str) -> None:
    """By the owner: each tree is signed as far as its checkpoints say, wherever they come from."""
    connection.execute(in_schema(SIGNED_UPTO, schema))


def covering(connection: Connection, schema: str, tree: Tree, position: int) -> Sealed | None:
    """The oldest that holds that position: always the same one, once there is one."""
    row = connection.execute(in_schema(COVERING, schema), [tree, position]).fetchone()
    return Sealed(*row) if row else None


def newest(connection: Connection, schema: str, tree: Tree) -> Sealed | None:
    row = connection.execute(in_schema(NEWEST, schema), [tree]).fetchone()
    return Sealed(*row) if row else None


def sizes(connection: Connection, schema: str, tree: Tree, below: int) -> list[int]:
    """Of all that are older."""
    rows = connection.execute(in_schema(SIZES, schema), [tree, below]).fetchall()
    return [size for (size,) in rows]


def notes(connection: Connection, schema: str, tree: Tree, these: list[int]) -> dict[int, bytes]:
    """By size; where nothing was signed there is none."""
    return dict(connection.execute(in_schema(THESE, schema), [tree, these]).fetchall())
