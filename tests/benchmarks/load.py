"""Loads: a convention of any length is read in the same time, from its last snapshot on."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from domain.convention.convention import Convention
from infra.store.connections.pool import pool_for
from infra.store.recording.factory import application_env
from services.pactes import Pactes
from tests.benchmarks.forks import Metrics, in_child, timed, times
from tests.benchmarks.ground import Ground, Options, Store, codes
from tests.benchmarks.probe import Probe
from tests.benchmarks.rounds import Gate, Outcome, Results
from tests.benchmarks.story import ACTIONS, adjustments, ask, convention
from workers.turn import SNAPSHOT_EVERY

TENANT = "B000"
SIZES = (10, 100, 1_000, 10_000, 100_000)
AT_ONCE = 500
WARM_SECONDS = 0.2
LONG = 10_000
LAST = SNAPSHOT_EVERY - 1
TAILS = (0, SNAPSHOT_EVERY // 2, LAST)
FLAT, RICH = "one action, by length", f"{ACTIONS} actions, {LONG} events"


@dataclass(frozen=True, slots=True)
class Stored:
    stream: UUID
    version: int


def run(ground: Ground, options: Options, sizes: tuple[int, ...] = SIZES) -> Outcome:
    results = Results("load")
    seconds = options.seconds / 4
    with ground.store(codes(1)) as store:
        cases = {
            FLAT: {_length(size): _loading(store, seconds, size, 1) for size in sizes},
            RICH: {_tail(tail): _loading(store, seconds, LONG + tail, ACTIONS) for tail in TAILS},
        }
        results.play(cases, options.rounds)
    return Outcome(results, [*gates(results, "p50_ms"), *gates(results, "cpu_ms")])


def written(store: Store, size: int, actions: int) -> Stored:
    """A convention of that many events, with the snapshot that the follower would have taken."""
    pactes = Pactes(TENANT, application_env(TENANT, store.url))
    made = convention(actions)
    steps = adjustments(made)
    while made.version < size:
        for _ in range(min(AT_ONCE - made.version % AT_ONCE, size - made.version)):
            next(steps)
        pactes.record(ask(TENANT), made)
        if made.version // SNAPSHOT_EVERY:
            reached = made.version // SNAPSHOT_EVERY * SNAPSHOT_EVERY
            pactes.take_snapshot(made.id, version=reached)
    pool_for(store.url).close()
    return Stored(made.id, made.version)


def load(store: Store, seconds: float, stored: Stored) -> Metrics:
    """From the log, as a service does it at the beginning of a command; everything warm."""

    def work() -> Metrics:
        pactes = Pactes(TENANT, application_env(TENANT, store.url))

        def once() -> None:
            found = pactes.load(Convention, stored.stream)
            assert found.version == stored.version

        list(timed(once, WARM_SECONDS))
        probe = Probe.open(store.superuser_url)
        before, client = probe.spent(), time.process_time()
        taken = list(timed(once, seconds))
        client, after = time.process_time() - client, probe.spent()
        probe.close()
        pool_for(store.url).close()
        used = client * 1e6 + after.cpu_us - before.cpu_us
        return times(taken) | {"cpu_ms": used / len(taken) / 1e3}

    return in_child(work)


def _loading(store: Store, seconds: float, size: int, actions: int) -> Callable[[], Metrics]:
    return partial(load, store, seconds, in_child(partial(written, store, size, actions)))


def _length(size: int) -> str:
    return f"{size:,} events"


def _tail(events: int) -> str:
    return f"and {events} after the snapshot"


def gates(results: Results, metric: str) -> list[Gate]:
    """Of the quietest round, for these are times. `cpu_ms`: of this client and of the server."""
    half, last = (results.best(RICH, _tail(tail), metric) for tail in (SNAPSHOT_EVERY // 2, LAST))
    lengths = [results.best(FLAT, name, metric) for name in results.found[FLAT]]
    grows = max(lengths) / min(lengths)
    return [
        Gate(f"load, {RICH} {_tail(SNAPSHOT_EVERY // 2)}: {metric}", 3, half, at_least=False),
        Gate(f"load, {RICH} {_tail(LAST)}: {metric}", 3, last, at_least=False, asserted=False),
        Gate(f"load, {FLAT}: {metric}, most to least", 2, grows, at_least=False),
    ]
