"""The isolation oracle over a hundred départements: before an act, in its transaction, after it."""

import time
from collections.abc import Callable
from functools import partial

from domain.isolation import Act
from infra.evidence.isolation import isolated
from infra.store.connections.names import compose, schema_of
from infra.store.evidence.isolation import note
from infra.store.schemas.migrate import owner
from infra.wiring import Wiring
from tests.benchmarks.forks import Metrics
from tests.benchmarks.ground import Ground, Options, Store, codes
from tests.benchmarks.logs import fill
from tests.benchmarks.rounds import Gate, Outcome, Results

TENANTS = 101
EVENTS = 10_000
COPIED = "INSERT INTO {schema}.events SELECT * FROM {first}.events"
WHOLE, PART, SMALL = "the oracle around an act", "its parts", "around an act, 3 × 100 events"


def run(ground: Ground, options: Options, tenants: int = TENANTS, events: int = EVENTS) -> Outcome:
    results = Results("isolation")
    with ground.store(codes(tenants)) as store, ground.store(codes(3)) as small:
        _filled(store, events)
        _filled(small, 100)
        for where, case in ((store, WHOLE), (small, SMALL)):
            results.play({case: {"all": partial(_timed, partial(_act, where))}}, options.rounds)
        noted = note(store.settings)
        with owner(store.settings) as connection, connection.transaction():
            parts: dict[str, Callable[[], object]] = {
                "before": partial(note, store.settings),
                "in each transaction": partial(noted.reached, connection),
                "after": partial(noted.first_altered, store.settings),
            }
            calls = {name: partial(_timed, part) for name, part in parts.items()}
            results.play({PART: calls}, options.rounds)
    return Outcome(results, [_gate(results, tenants, events)])


def _act(store: Store) -> None:
    wiring = Wiring(store.settings)
    with isolated(wiring, Act.REBUILD):
        pass
    wiring.close()


def _timed(act: Callable[[], object]) -> Metrics:
    start = time.perf_counter()
    act()
    return {"s": time.perf_counter() - start}


def _filled(store: Store, events: int) -> None:
    first, *others = store.tenants
    fill(store, first, events)
    with owner(store.settings) as connection:
        for code in others:
            asked = {"schema": schema_of(code), "first": schema_of(first)}
            connection.execute(compose(COPIED, **asked))
            connection.execute(compose("VACUUM ANALYZE {schema}.events", schema=schema_of(code)))


def _gate(results: Results, tenants: int, events: int) -> Gate:
    found = results.medians(WHOLE, "all")["s"]
    name = f"{tenants} × {events} events, before and after, s"
    return Gate(name, 15, found, at_least=False, asserted=False)
