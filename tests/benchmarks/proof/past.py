"""A read of the past beside the live one: at the head of a long stream, at half, at a tenth."""

import time
from functools import partial
from statistics import median
from uuid import UUID

from infra.store.connections.pool import pool_for
from infra.store.readmodels.reader import Reader
from projections.queries.convention.actions import CONVENTION_ACTIONS
from projections.queries.convention.conventions import CONVENTION
from projections.queries.convention.funding import FUNDING
from projections.queries.query import Query
from tests.benchmarks.comparing import written
from tests.benchmarks.forks import Metrics, in_child, timed
from tests.benchmarks.ground import Options, Store
from tests.benchmarks.rounds import Gate, Results

QUERIES = {"convention": CONVENTION, "funding": FUNDING, "actions": CONVENTION_ACTIONS}
WARM_SECONDS = 0.2
LIVE = "live_ms"


def measured(
    store: Store, tenant: str, adjusted: int, results: Results, options: Options
) -> list[Gate]:
    convention_id = in_child(partial(written, store, tenant, adjusted))
    case = f"past read to the live one, {adjusted:,} events more"
    calls = {
        name: partial(_read, store, tenant, query, convention_id, options.seconds)
        for name, query in QUERIES.items()
    }
    results.play({case: calls}, options.rounds)
    return [
        Gate(f"{case}: {name} {moment}", 1.5, figure, at_least=False)
        for name in QUERIES
        for moment, figure in results.medians(case, name).items()
        if moment != LIVE
    ]


def _read(store: Store, tenant: str, query: Query, convention_id: UUID, seconds: float) -> Metrics:
    """Call by call in turn, so that other work on the machine slows each of them down alike."""

    def work() -> Metrics:
        reader = Reader(pool_for(store.url))
        head = reader.ask(tenant, query, convention_id=convention_id).position
        moments = {LIVE: None, "head": head, "half": head // 2, "tenth": head // 10}
        taken: dict[str, list[float]] = {name: [] for name in moments}

        def once() -> None:
            for name, at in moments.items():
                start = time.perf_counter()
                reader.ask(tenant, query, as_of=at, convention_id=convention_id)
                taken[name].append(time.perf_counter() - start)

        list(timed(once, WARM_SECONDS))
        for each in taken.values():
            each.clear()
        list(timed(once, seconds))
        pool_for(store.url).close()
        live = median(taken.pop(LIVE))
        return {LIVE: live * 1e3} | {name: median(each) / live for name, each in taken.items()}

    return in_child(work)
