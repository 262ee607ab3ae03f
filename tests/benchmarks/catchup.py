"""From the log to read models that keep their history, against COPY of the same events."""

from functools import partial

from infra.store.connections.names import schema_of
from projections.catalogue import projections_of
from projections.tenant import funding
from tests.benchmarks.following import caught_up, copied
from tests.benchmarks.forks import Metrics
from tests.benchmarks.ground import Ground, Options, Store, codes
from tests.benchmarks.logs import BINARY, fill
from tests.benchmarks.rounds import Case, Gate, Outcome, Results
from tests.benchmarks.runner import library_events, library_runner

EVENTS = 100_000
LARGE = 1_000_000
LIBRARY_EVENTS = 3_000
FUNDING, LIBRARY, QUICK = "funding", "eventsourcing ProjectionRunner", "raw, binary"
FLAT = 1.15  # the most that memory may grow with ten times the events


def run(ground: Ground, options: Options, events: int = EVENTS) -> Outcome:
    results = Results("catchup")
    case = f"{events:,} events"
    with ground.store(codes(2)) as store:
        tenant, other = store.tenants
        fill(store, tenant, events)
        library = ground.plain("runner")
        library_events(library, LIBRARY_EVENTS)
        every = projections_of(tenant)
        calls: Case = {
            "raw": partial(copied, store.superuser_url, events, schema_of(tenant)),
            QUICK: partial(copied, store.superuser_url, events, schema_of(tenant), BINARY),
            FUNDING: partial(caught_up, store, tenant, events, [funding.PROJECTION]),
            f"all {len(every)} projections": partial(caught_up, store, tenant, events, every),
            LIBRARY: partial(library_runner, library, LIBRARY_EVENTS),
        }
        results.play({case: calls}, options.rounds)
        gates = [
            Gate("catch-up of funding to COPY in", 0.12, results.ratio(case, FUNDING, "per_s")),
            Gate(
                "catch-up of funding to COPY in, binary",
                0.12,
                results.ratio(case, FUNDING, "per_s", QUICK),
                asserted=False,
            ),
            Gate(
                "catch-up of funding to the library’s ProjectionRunner",
                10,
                results.ratio(case, FUNDING, "per_s", LIBRARY),
            ),
        ]
        if options.large:
            small = results.medians(case, FUNDING)
            gates.append(_memory(store, other, results, small))
    return Outcome(results, gates)


def _memory(store: Store, tenant: str, results: Results, small: Metrics) -> Gate:
    fill(store, tenant, LARGE)
    case = f"{LARGE:,} events"
    call = partial(caught_up, store, tenant, LARGE, [funding.PROJECTION])
    results.play({case: {FUNDING: call}}, 1)
    grown = results.medians(case, FUNDING)["mb"] / small["mb"]
    return Gate(f"catch-up of funding, {case}: memory to 100,000", FLAT, grown, at_least=False)
