"""What a national sum added up: of each département the size and root of its log, and who signed.

Nothing is asserted of what is not sealed yet: no root stands where no checkpoint covers it.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from typing import Any, NamedTuple

from domain.departement import name_of
from domain.evidence import strict_base64, tiles
from domain.evidence.proofs import Span, consistency_spans, digest, frontier_at
from infra.store.connections.held import Held
from infra.store.connections.names import roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.evidence import checkpoints, trees
from infra.store.evidence.checkpoints import Sealed
from infra.store.evidence.trees import Tree
from infra.typography import french
from projections.queries.query import NationalAnswer

FORMAT = "pacte-national/1"
TOTALLED = ("exercice", "axe", "volet", "side")
NOTHING = "Rien de ce département n’est encore dans la somme."
WAITS = french(
    "Son journal n’est pas encore scellé jusque-là : demandez le reçu de nouveau dans un instant."
)


class Stood(NamedTuple):
    """The log of a tenant at the position that was read. `proof`: that `sealed` goes on from it."""

    tenant: str
    position: int
    root: str | None
    sealed: Sealed | None
    proof: list[str]

    def named(self) -> dict[str, Any]:
        """`root` and `proof` in base64, as checkpoints write them."""
        return {
            "tenant": self.tenant,
            "name": name_of(self.tenant),
            "position": self.position,
            "size": self.position if self.root else None,
            "root": self.root,
            "checkpoint_size": self.sealed and self.sealed.size,
            "text": self.text,
        }

    def whole(self) -> dict[str, Any]:
        note = self.sealed and self.sealed.note.decode()
        return {**self.named(), "checkpoint": note, "consistency": self.proof}

    @property
    def text(self) -> str | None:
        """Why there is no root."""
        if self.root:
            return None
        return WAITS if self.position else NOTHING


def document(pool: Pool, found: NationalAnswer, in_force_on: date | None) -> dict[str, Any]:
    """To be kept: `pacte_verify.py --national` adds it up again from audit bundles."""
    return {
        "format": FORMAT,
        "instant": found.instant,
        "in_force_on": in_force_on,
        "departements": [each.whole() for each in stood(pool, found.positions)],
        "lines": found.body,
        "totals": _totals(found.body),
    }


def _totals(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of all départements, exercice by exercice, which nobody adds up."""
    sums: Counter[tuple[Any, ...]] = Counter()
    for line in lines:
        sums[tuple(line[name] for name in TOTALLED)] += line["amount_cents"]
    ordered = sorted(sums, key=lambda key: [(part is not None, part) for part in key])
    return [dict(zip(TOTALLED, key, strict=True)) | {"amount_cents": sums[key]} for key in ordered]


def stood(pool: Pool, positions: Mapping[str, int]) -> list[Stood]:
    return [_stood(pool, tenant, positions[tenant]) for tenant in sorted(positions)]


def _stood(pool: Pool, tenant: str, position: int) -> Stood:
    if not position:
        return Stood(tenant, 0, None, None, [])
    with pool.checkout(roles_of(pool.database, tenant).web) as connection:
        return _sealed(connection, tenant, position)


def _sealed(connection: Held, tenant: str, position: int) -> Stood:
    schema = schema_of(tenant)
    sealed = checkpoints.covering(connection, schema, Tree.LOG, position)
    if sealed is None:
        return Stood(tenant, position, None, None, [])
    spans = consistency_spans(position, sealed.size)
    found = trees.tiles_for(connection, schema, Tree.LOG, [Span(0, position), *spans])
    subtree = cache(partial(tiles.subtree, found))
    root = frontier_at(subtree, position).head.root
    proof = [strict_base64.encode(digest(subtree, span)) for span in spans]
    return Stood(tenant, position, strict_base64.encode(root), sealed, proof)
