"""How far a bundle goes, and the checkpoint that is signed at that very size."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from domain.errors import RuleBroken
from domain.evidence import note as note_of
from domain.evidence.note import Note
from infra.evidence.keyring import KeyMissing
from infra.evidence.sealing import note, seal_tree
from infra.store.connections.names import roles_of, schema_of
from infra.store.evidence import looked
from infra.store.evidence.held import held
from infra.store.evidence.trees import Tree, extent
from infra.store.following import instants
from infra.store.following.instants import AsOf
from infra.wiring import Wiring
from projections.queries.query import BeforeFirstRecord

ATTEMPTS = 100
PAUSE_SECONDS = 0.1


class StillSealing(RuleBroken):
    """Another process holds the tree, and does not give it back."""

    code = "still-sealing"


def size_asked(wiring: Wiring, tenant: str, as_of: AsOf | None) -> int:
    """By default all of it, also where less is stored than was sealed: the verifier will tell.

    Raises BeforeFirstRecord, BeyondHead.
    """
    schema = schema_of(tenant)
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        if as_of is not None:
            instants.settle(connection, [schema], as_of)
            position, _ = instants.moment(connection, schema, as_of)
            return position
        head = wiring.pactes(tenant).recorder.max_notification_id() or 0
        size = max(head, extent(connection, schema, Tree.LOG).size)
    if not size:
        raise BeforeFirstRecord("Rien n’a encore été enregistré ici.")
    return size


def looks_asked(wiring: Wiring, tenant: str, as_of: AsOf | None) -> int:
    """How many looks were noted by then: by the instant, or by that of the event; else all."""
    schema = schema_of(tenant)
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        if as_of is not None:
            looked.settle(connection, schema)
            return looked.noted_by(connection, schema, as_of)
        return max(looked.count(connection, schema), extent(connection, schema, Tree.ACCESS).size)


def _signed_too(kept: bytes, sign: Callable[[], bytes]) -> bytes:
    """With the line of the present key: one key is enough for a bundle after a move or a rotation.

    In the bundle alone, and behind the one that is there: what was kept stays as it left, and a
    time-stamp is over that.
    """
    with suppress(KeyMissing):
        found, fresh = note_of.parse(kept), note_of.parse(sign())
        more = tuple(one for one in fresh.signatures if one not in found.signatures)
        return Note(found.text, found.signatures + more).encode()
    return kept


def note_at(wiring: Wiring, tenant: str, tree: Tree, size: int) -> bytes:
    """The one that is kept, else a new one, kept too: whatever leaves the host is found again.

    Raises KeyMissing, StillSealing.
    """
    sign = partial(note, wiring, tenant, tree)
    for _ in range(ATTEMPTS):
        seal_tree(wiring, tenant, tree)
        with held(wiring.pool, tenant, tree) as grown:
            if grown is not None and grown.size >= size:
                kept = grown.note(size)
                if kept is None:
                    kept = sign(grown.head(size))
                    grown.keep(size, kept)
                else:
                    kept = _signed_too(kept, partial(sign, grown.head(size)))
                return kept
        time.sleep(PAUSE_SECONDS)
    raise StillSealing("Le journal est en train d’être scellé par un autre processus.")
