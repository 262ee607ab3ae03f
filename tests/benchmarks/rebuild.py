"""A read model computed again beside the live one, compared by digest and put in place."""

from functools import partial

from infra.store.connections.names import schema_of
from projections.tenant import funding
from tests.benchmarks.following import caught_up, copied, rebuilt
from tests.benchmarks.ground import Ground, Options, codes
from tests.benchmarks.logs import BINARY, fill
from tests.benchmarks.rounds import Gate, Outcome, Results

EVENTS = 100_000
LARGE = 1_000_000
FUNDING, QUICK = "funding", "raw, binary"
FLAT = 1.15


def run(ground: Ground, options: Options, events: int = EVENTS) -> Outcome:
    results = Results("rebuild")
    sizes = [events, LARGE] if options.large else [events]
    with ground.store(codes(len(sizes))) as store:
        for tenant, size in zip(store.tenants, sizes, strict=True):
            fill(store, tenant, size)
            caught_up(store, tenant, size, [funding.PROJECTION])
            calls = {
                "raw": partial(copied, store.superuser_url, events, schema_of(tenant)),
                QUICK: partial(copied, store.superuser_url, events, schema_of(tenant), BINARY),
                FUNDING: partial(rebuilt, store, tenant, size, funding.PROJECTION),
            }
            results.play({_case(size): calls}, options.rounds if size == events else 1)
    case = _case(events)
    to_binary = results.ratio(case, FUNDING, "per_s", QUICK)
    gates = [
        Gate("rebuild of funding to COPY in", 0.30, results.ratio(case, FUNDING, "per_s")),
        Gate("rebuild of funding to COPY in, binary", 0.30, to_binary, asserted=False),
    ]
    if options.large:
        small, large = (results.medians(_case(size), FUNDING)["mb"] for size in sizes)
        what = f"rebuild of funding, {_case(LARGE)}: memory to {case}"
        gates.append(Gate(what, FLAT, large / small, at_least=False))
    return Outcome(results, gates)


def _case(size: int) -> str:
    return f"{size:,} events"
