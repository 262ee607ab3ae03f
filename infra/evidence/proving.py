"""What who reads a log, of events or of looks, may take away: checkpoints, proofs between them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from domain.errors import NotFound
from domain.evidence import strict_base64
from infra.evidence.signers import keys_of
from infra.evidence.stamping.told import told, unasked
from infra.store.connections.held import Held
from infra.store.connections.names import roles_of, schema_of
from infra.store.evidence import checkpoints, proofs, trees
from infra.store.evidence.checkpoints import Sealed
from infra.store.evidence.trees import Tree
from infra.wiring import Wiring

WAITS = "Cette position du journal n’est pas encore scellée, ou n’existe pas."


class NotSealed(NotFound):
    """It will be within seconds, or there is no such position."""

    code = "not-sealed"


def checkpoint(
    wiring: Wiring, tenant: str, tree: Tree, covering: int | None = None
) -> dict[str, Any]:
    """The newest, or the oldest that holds that position. Raises NotSealed.

    Authorities of time are asked about the log of events alone.
    """
    with _reading(wiring, tenant) as connection:
        sealed = _sealed(connection, tenant, tree, covering)
        if sealed is None:
            raise NotSealed(WAITS)
        of_log = tree is Tree.LOG
        stamp = told(wiring, connection, tenant, sealed.size) if of_log else unasked()
    return {
        "size": sealed.size,
        "note": sealed.note.decode(),
        "sealed_at": sealed.sealed_at,
        "keys": [str(key) for key in keys_of(wiring, tenant, tree)],
        "time_stamp": stamp,
    }


def inclusion(
    wiring: Wiring, tenant: str, tree: Tree, position: int, size: int | None
) -> dict[str, Any]:
    """That what is at that position is among the first `size`. Raises NotSealed, OutsideTree."""
    with _reading(wiring, tenant) as connection:
        upto = _upto(connection, tenant, tree, size)
        if size is None and position > upto:
            raise NotSealed(WAITS)
        found = proofs.inclusion(connection, schema_of(tenant), tree, position, upto)
    return {"position": position, "size": upto, "proof": _encoded(found)}


def consistency(
    wiring: Wiring, tenant: str, tree: Tree, old: int, size: int | None
) -> dict[str, Any]:
    """That the log of size `old` begins the one of `size`. Raises NotSealed, OutsideTree."""
    with _reading(wiring, tenant) as connection:
        upto = _upto(connection, tenant, tree, size)
        found = proofs.consistency(connection, schema_of(tenant), tree, old, upto)
    return {"old": old, "size": upto, "proof": _encoded(found)}


def _sealed(connection: Held, tenant: str, tree: Tree, covering: int | None) -> Sealed | None:
    schema = schema_of(tenant)
    if covering is not None:
        return checkpoints.covering(connection, schema, tree, covering)
    return checkpoints.newest(connection, schema, tree)


def _upto(connection: Held, tenant: str, tree: Tree, size: int | None) -> int:
    signed = trees.extent(connection, schema_of(tenant), tree).signed
    if size is not None and size > signed:
        raise NotSealed("Le journal n’est pas encore scellé jusque-là.")
    return signed if size is None else size


def _encoded(hashes: list[bytes]) -> list[str]:
    return [strict_base64.encode(digest) for digest in hashes]


@contextmanager
def _reading(wiring: Wiring, tenant: str) -> Iterator[Held]:
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        yield connection
