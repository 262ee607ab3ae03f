"""A thousand départements in one database: connections, appends, the idle sweep, memory."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from infra.store.connections.pool import pool_for
from infra.store.readmodels.reader import Reader
from infra.store.recording.factory import application_env
from projections.catalogue import projections_of
from projections.queries.convention.conventions import CONVENTION, CONVENTION_VERSIONS
from projections.queries.convention.funding import FUNDING
from projections.queries.convention.parts import CONVENTION_PARTNERS
from projections.queries.people import ORGANIZATIONS_LIST, SIGNATURES_AWAITED
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
SAMPLED = 50
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
    """Saves in every tenant, follows each to its head, reads and saves again."""
    desks = {}

    def save(tenant: str) -> None:
        desks[tenant] = _drafted(store, tenant)

    def serve(tenant: str) -> None:
        _read(store, tenant, desks[tenant])
        _drafted(store, tenant)

    saving = _biggest(store, save)
    pool_for(store.url).close()
    follower = followed(store, projections_of(store.tenants[0]))
    start = time.perf_counter()
    following = _biggest(store, follower.turn)
    taken = time.perf_counter() - start
    sweep = min(_seconds(follower.step) for _ in range(SWEEPS))
    pool_for(store.url).close()
    serving = _biggest(store, serve)
    pool_for(store.url).close()
    return {
        "connections": _threads(store),
        "turns_per_s": len(store.tenants) / taken,
        "sweep_s": sweep,
        "save_mb": saving,
        "follow_mb": following,
        "serve_mb": serving,
    }


def appended(store: Store, seconds: float) -> Metrics:
    """Milliseconds per save in the first tenant, by a process that saved once in every other."""

    def work() -> Metrics:
        for each in store.tenants:
            _drafted(store, each)
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


def _drafted(store: Store, tenant: str) -> UUID:
    """Two saves: of many events, and of one."""
    pactes, made = Pactes(tenant, application_env(tenant, store.url)), convention(1)
    pactes.record(ask(tenant), made)
    next(adjustments(made))
    pactes.record(ask(tenant, key()), made)
    return made.id


def _read(store: Store, tenant: str, convention_id: UUID) -> None:
    reader = Reader(pool_for(store.url))
    for query in OF_CONVENTION:
        reader.ask(tenant, query, convention_id=convention_id)
    for query in OF_TENANT:
        reader.ask(tenant, query)


def _biggest(store: Store, act: Callable[[str], object]) -> float:
    """The most that a backend held while this was done in tenant after tenant, in MiB."""
    most = 0.0
    for number, tenant in enumerate(store.tenants, 1):
        act(tenant)
        if number % SAMPLED == 0 or number == len(store.tenants):
            most = max([most, *map(private_mb, _backends(store))])
    return most


def _threads(store: Store) -> float:
    """How many connections a process holds after its threads have saved in every tenant."""
    many = [*store.tenants] * -(-THREADS // len(store.tenants))
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(partial(_drafted, store), many))
    found = len(_backends(store))
    pool_for(store.url).close()
    return float(found)


def _seconds(call: Callable[[], None]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _backends(store: Store) -> list[int]:
    probe = Probe.open(store.superuser_url)
    found = probe.backends()
    probe.close()
    return found


def gates(results: Results) -> list[Gate]:
    one, all_ = (results.medians(SERVED, name) for name in (ONE_TENANT, ALL))
    longer = results.ratio(APPENDS, ALL, "p50_ms", ONE_TENANT)
    biggest = max(all_[name] for name in ("save_mb", "follow_mb", "serve_mb"))
    return [
        Gate(f"{ALL}: connections", one["connections"], all_["connections"], at_least=False),
        Gate(f"{ALL}: append to that of {ONE_TENANT}", 1.2, longer, at_least=False),
        Gate(f"{ALL}: idle sweep, s", 0.5, all_["sweep_s"], at_least=False),
        Gate(f"{ALL}: private memory of a backend, MiB", 300, biggest, at_least=False),
    ]
