"""Proofs in a sealed log: by arithmetic alone, and as the API takes them out of PostgreSQL."""

import random
from collections.abc import Callable
from functools import partial

from domain.evidence import proofs
from domain.evidence.frontier import Frontier, append
from infra.evidence import proving
from infra.store.connections.names import roles_of, schema_of
from infra.store.evidence.trees import Tree, leaf_hashes
from infra.wiring import Wiring
from tests.benchmarks.forks import Metrics, in_child, timed, times
from tests.benchmarks.ground import Options, Store
from tests.benchmarks.probe import spent_by
from tests.benchmarks.proof.gates import gates
from tests.benchmarks.rounds import Case, Gate, Results

WARM_SECONDS = 0.2
INCLUSION, CONSISTENCY = "inclusion proof", "consistency proof"
MOST_MS = {INCLUSION: 2, CONSISTENCY: 20}
DICTIONARY, POSTGRESQL = "from a dictionary", "from PostgreSQL"
Nodes = dict[tuple[int, int], bytes]


def measured(
    store: Store, tenant: str, size: int, results: Results, options: Options
) -> list[Gate]:
    nodes = _nodes(store, tenant, size)
    cases = {
        f"{kind} at {size:,} events": _calls(store, tenant, nodes, kind, options.seconds)
        for kind in MOST_MS
    }
    results.play(cases, options.rounds)
    return [
        gate
        for case, most in zip(cases, MOST_MS.values(), strict=True)
        for name in (DICTIONARY, POSTGRESQL)
        for gate in gates(results, (case, name), ("p50_ms", "cpu_ms"), most)
    ]


def _calls(store: Store, tenant: str, nodes: Nodes, kind: str, seconds: float) -> Case:
    return {
        DICTIONARY: partial(in_child, partial(_by_arithmetic, store, nodes, kind, seconds)),
        POSTGRESQL: partial(in_child, partial(_as_asked, store, tenant, kind, seconds)),
    }


def _by_arithmetic(store: Store, nodes: Nodes, kind: str, seconds: float) -> Metrics:
    prove = proofs.inclusion_proof if kind == INCLUSION else proofs.consistency_proof
    size = sum(level == 0 for level, _ in nodes)

    def subtree(level: int, index: int) -> bytes:
        return nodes[level, index]

    return _timed(store, lambda at: prove(subtree, at, size), size, seconds)


def _as_asked(store: Store, tenant: str, kind: str, seconds: float) -> Metrics:
    """By the role of the web, its connection warm, HTTP apart."""
    wiring = Wiring(store.settings)
    prove = proving.inclusion if kind == INCLUSION else proving.consistency
    size = proving.checkpoint(wiring, tenant, Tree.LOG)["size"]
    found = _timed(store, lambda at: prove(wiring, tenant, Tree.LOG, at, size), size, seconds)
    wiring.close()
    return found


def _timed(store: Store, prove: Callable[[int], object], size: int, seconds: float) -> Metrics:
    """Of positions drawn by lot, the same in every run."""
    lots = random.Random(9162)  # noqa: S311 - not secret

    def once() -> object:
        return prove(lots.randrange(1, size))

    taken: list[float] = []
    list(timed(once, WARM_SECONDS))
    spent = spent_by(store.superuser_url, lambda: taken.extend(timed(once, seconds)))
    return times(taken) | {"cpu_ms": spent["cpu_s"] * 1e3 / len(taken)}


def _nodes(store: Store, tenant: str, size: int) -> Nodes:
    """Every complete subtree of the log, as it was sealed."""

    def read() -> list[bytes]:
        wiring = Wiring(store.settings)
        with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
            found = list(leaf_hashes(connection, schema_of(tenant), Tree.LOG, size))
        wiring.close()
        return found

    _, made = append(Frontier(), in_child(read))
    return {(level, index): digest for level, index, digest in made}
