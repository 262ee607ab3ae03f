"""A thousand départements in one database: connections, appends, the idle sweep, memory."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from infra.store.factory import application_env
from infra.store.pool import pool_for
from infra.store.reader import Reader
from projections.catalogue import projections_of
from projections.queries.conventions import CONVENTION, CONVENTION_VERSIONS
from projections.queries.funding import FUNDING
from projections.queries.people import CONVENTION_PARTNERS, ORGANIZATIONS_LIST, SIGNATURES_AWAITED
from projections.queries.trail import AUDIT_TRAIL
from services.pactes import Pactes
from tests.benchmarks.following import followed
from tests.benchmarks.forks import Metrics, in_child, timed, times
from tests.benchmarks.ground import Ground, Options, Store, codes
from tests.benchmarks.probe import Probe, private_mb
from tests.benchmarks.rounds import Gate, Outcome, Results, show
from tests.benchmarks.story import adjustments, ask, convention, key

MANY = 1000
THREADS = 8
SWEEPS = 10
ONE_TENANT, ALL = "one tenant", f"{MANY} tenants"
APPENDS, SERVED = "append, the same tenant again and again", "one process that served them all"
OF_CONVENTION = (CONVENTION, CONVENTION_VERSIONS, FUNDING, CONVENTION_PARTNERS)
OF_TENANT = (ORGANIZATIONS_LIST, SIGNATURES_AWAITED, AUDIT_TRAIL)


def run(ground: Ground, options: Options, many: int = MANY) -> Outcome:
    results = Results("tenants")
    start = time.perf_counter()
    with ground.store(codes(many)) as store, ground.store(codes(1)) as alone:
        show(suite="tenants", name="provisioned", tenants=many, s=time.perf_counter() - start)
        stores = {ONE_TENANT: alone, ALL: store}
        found = {name: in_child(partial(served, each)) for name, each in stores.items()}
        results.found[SERVED] = {name: [metrics] for name, metrics in found.items()}
        calls = {name: partial(appended, each, options.seconds) for name, each in stores.items()}
        results.play({APPENDS: calls}, options.rounds)
    return Outcome(results, gates(results))


def served(store: Store) -> Metrics:
    """Saves in every tenant, follows each to its head, sweeps, reads: what that takes."""
    conventions = _saved(store)
    web = _biggest_backend(store)
    connections = _threads(store)
    pool_for(store.url).close()
    followed, sweep = _followed(store)
    follow = _biggest_backend(store)
    pool_for(store.url).close()
    _read(store, conventions)
    read = _biggest_backend(store)
    pool_for(store.url).close()
    return {
        "connections": connections,
        "per_s": len(store.tenants) / followed,
        "sweep_s": sweep,
        "append_mb": web,
        "follow_mb": follow,
        "read_mb": read,
    }


def appended(store: Store, seconds: float) -> Metrics:
    """Milliseconds per save in the first tenant, by a process that saved once in every other."""

    def work() -> Metrics:
        _saved(store)
        tenant = store.tenants[0]
        pactes, made = Pactes(tenant, application_env(tenant, store.url)), convention()
        steps = adjustments(made)

        def once() -> None:
            next(steps)
            pactes.record(ask(tenant, key()), made)

        list(timed(once, 0.3))
        found = times(list(timed(once, seconds)))
        pool_for(store.url).close()
        return found

    return in_child(work)


def _saved(store: Store, tenants: Sequence[str] = ()) -> dict[str, Any]:
    """A convention in each tenant, by one connection."""
    found = {}
    for tenant in tenants or store.tenants:
        pactes, made = Pactes(tenant, application_env(tenant, store.url)), convention(1)
        pactes.record(ask(tenant), made)
        next(adjustments(made))
        pactes.record(ask(tenant, key()), made)
        found[tenant] = made.id
    return found


def _threads(store: Store) -> float:
    """How many connections a process holds after its threads have saved in every tenant."""
    parts = [store.tenants[n::THREADS] or store.tenants for n in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(partial(_saved, store), parts))
    return float(len(_backends(store)))


def _followed(store: Store) -> tuple[float, float]:
    """Seconds to take in what every tenant holds, and of one idle sweep."""
    follower = followed(store, projections_of(store.tenants[0]))
    start = time.perf_counter()
    for tenant in store.tenants:
        follower.turn(tenant)
    taken = time.perf_counter() - start
    return taken, min(_seconds(follower.step) for _ in range(SWEEPS))


def _read(store: Store, conventions: dict[str, Any]) -> None:
    reader = Reader(pool_for(store.url))
    for tenant, convention_id in conventions.items():
        for query in OF_CONVENTION:
            reader.ask(tenant, query, convention_id=convention_id)
        for query in OF_TENANT:
            reader.ask(tenant, query)


def _seconds(call: Callable[[], None]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _backends(store: Store) -> list[int]:
    probe = Probe.open(store.superuser_url)
    found = probe.backends()
    probe.close()
    return found


def _biggest_backend(store: Store) -> float:
    return max(private_mb(pid) for pid in _backends(store))


def gates(results: Results) -> list[Gate]:
    one, all_ = (results.medians(SERVED, name) for name in (ONE_TENANT, ALL))
    longer = results.ratio(APPENDS, ALL, "p50_ms", ONE_TENANT)
    biggest = max(all_[name] for name in ("append_mb", "follow_mb", "read_mb"))
    return [
        Gate(f"{ALL}: connections", one["connections"], all_["connections"], at_least=False),
        Gate(f"{ALL}: append to that of {ONE_TENANT}", 1.2, longer, at_least=False),
        Gate(f"{ALL}: idle sweep, s", 0.5, all_["sweep_s"], at_least=False),
        Gate(f"{ALL}: private memory of a backend, MiB", 300, biggest, at_least=False),
    ]
