"""What one save costs, by one writer: round trips, CPU on both sides, WAL."""

import tempfile
import time
from functools import partial

from infra.store.connections.pool import pool_for
from tests.benchmarks.forks import Metrics, in_child
from tests.benchmarks.ground import Ground, Options, Store, codes
from tests.benchmarks.probe import Probe
from tests.benchmarks.rounds import Gate, Outcome, Results
from tests.benchmarks.stock import stock
from tests.benchmarks.writers import Forked, application, application_with_text, raw, recorder

TENANTS = 40
WARM = 100
COMMITS = 1000
SAME = "consecutive saves, one tenant"
COUNTED = 50


def run(
    ground: Ground, options: Options, commits: int = COMMITS, tenants: int = TENANTS
) -> Outcome:
    results = Results("cost")
    with ground.store(codes(tenants)) as store:
        contenders = _contenders(ground, store)
        cases = {
            case: {each.name: partial(cost, url, each, n, commits) for each, url in contenders}
            for case, n in ((SAME, 1), (f"rotating over {tenants} tenants", tenants))
        }
        results.play(cases, options.rounds)
        saves = (application(store), application_with_text(store))
        trips = {each.name: round_trips(store, each) for each in saves}
    return Outcome(results, gates(results, trips))


def _contenders(ground: Ground, store: Store) -> list[tuple[Forked, str]]:
    plain, library = ground.plain("raw"), ground.plain("stock")
    ours = (recorder(store), application(store), application_with_text(store))
    return [
        (raw(plain), plain),
        (stock(library, len(store.tenants)), library),
        *((each, store.superuser_url) for each in ours),
    ]


def cost(superuser_url: str, contender: Forked, tenants: int, commits: int) -> Metrics:
    """Per commit: CPU microseconds of this client and of the backends, bytes of WAL."""

    def work() -> Metrics:
        probe = Probe.open(superuser_url)
        with contender.writer(0, tenants) as commit:
            for _ in range(max(WARM, 2 * tenants)):
                commit()
            before, client, start = probe.spent(), time.process_time(), time.perf_counter()
            for _ in range(commits):
                commit()
            taken, client = time.perf_counter() - start, time.process_time() - client
            after = probe.spent()
        probe.close()
        return {
            "client_us": client / commits * 1e6,
            "server_us": (after.cpu_us - before.cpu_us) / commits,
            "wal_bytes": (after.wal_bytes - before.wal_bytes) / commits,
            "ms": taken / commits * 1e3,
        }

    return in_child(work)


def round_trips(store: Store, contender: Forked) -> float:
    """How often a save waits for the server, as libpq's own trace of the protocol says."""

    def work() -> float:
        with contender.writer(0, 1) as commit:
            commit()
            # The one connection of this process.
            (held,) = pool_for(store.url)._idle
            with tempfile.TemporaryFile() as trace:
                held.pgconn.trace(trace.fileno())
                for _ in range(COUNTED):
                    commit()
                held.pgconn.untrace()
                trace.seek(0)
                return trace.read().count(b"ReadyForQuery") / COUNTED

    return in_child(work)


def gates(results: Results, trips: dict[str, float]) -> list[Gate]:
    def at_most(what: str, metric: str, target: float, to: str = "raw") -> Gate:
        figure = results.ratio(SAME, "application", metric, to)
        return Gate(f"cost, {SAME}: {what}", target, figure, at_least=False)

    return [
        *(
            Gate(f"cost, {SAME}: round trips of {name}", 1, count, at_least=False)
            for name, count in trips.items()
        ),
        at_most("server CPU to raw", "server_us", 2),
        at_most("WAL to raw", "wal_bytes", 1.8),
        at_most("client CPU to the library's own", "client_us", 0.5, "eventsourcing"),
    ]
