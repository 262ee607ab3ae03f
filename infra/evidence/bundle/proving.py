"""Proofs of a bundle: each signature is in the log, each older checkpoint begins it."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Any

from domain.convention.facts.procedure import AvenantSigned, ConventionSigned, ConventionSignedBy
from domain.evidence.proofs import consistency_spans, inclusion_spans
from infra.store.evidence import checkpoints, proofs, time_stamps
from infra.store.evidence.trees import Tree
from infra.store.recording.save import Connection

SIGNATURES = frozenset({AvenantSigned.TOPIC, ConventionSigned.TOPIC, ConventionSignedBy.TOPIC})
MOST_OLDER = 1000
# A year of days; each costs its reader a call of openssl.
MOST_STAMPS = 366


def stamps(connection: Connection, schema: str, size: int) -> dict[int, bytes]:
    """Time-stamps of checkpoints up to that size, chosen as `older`."""
    known = time_stamps.sizes(connection, schema, size)
    return time_stamps.answers(connection, schema, _spread(known, MOST_STAMPS))


def older(
    connection: Connection, schema: str, size: int, stamped: Iterable[int] = ()
) -> dict[int, bytes]:
    """Signed checkpoints before that size, evenly chosen among many; the newest always.

    And each that was stamped.
    """
    known = checkpoints.sizes(connection, schema, Tree.LOG, size)
    chosen = {*_spread(known, MOST_OLDER), *(each for each in stamped if each < size)}
    return checkpoints.notes(connection, schema, Tree.LOG, sorted(chosen))


def _spread(known: Sequence[int], most: int) -> list[int]:
    count = min(len(known), most)
    return [known[(number + 1) * len(known) // count - 1] for number in range(count)]


def proved(
    connection: Connection, schema: str, size: int, *, sizes: Sequence[int], signed: Sequence[int]
) -> dict[str, Any]:
    """`signed`: positions of signatures; `sizes`: of older checkpoints."""
    inclusion = [inclusion_spans(position - 1, size) for position in signed]
    consistency = [consistency_spans(old, size) for old in sizes]
    found = proofs.several(connection, schema, Tree.LOG, [*inclusion, *consistency])
    return {
        "inclusion": [{"position": position, "proof": _texts(next(found))} for position in signed],
        "consistency": [{"from": old, "proof": _texts(next(found))} for old in sizes],
    }


def _texts(proof: Iterable[bytes]) -> list[str]:
    return [b64encode(digest).decode() for digest in proof]
