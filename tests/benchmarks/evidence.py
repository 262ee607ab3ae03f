"""Seals, proofs, audit bundles and reads of the past, however long the log."""

from tests.benchmarks.ground import Ground, Options, Store, codes
from tests.benchmarks.logs import fill
from tests.benchmarks.proof import bundles, past, proofs, sealing
from tests.benchmarks.proof import gates as timing
from tests.benchmarks.rounds import Gate, Outcome, Results

EVENTS, LARGE = 100_000, 1_000_000
ADJUSTED = 30_000


def run(
    ground: Ground, options: Options, events: int = EVENTS, adjusted: int = ADJUSTED
) -> Outcome:
    """`large`: proofs in a log of a million events too."""
    results = Results("evidence")
    with ground.store(codes(3)) as store:
        first, second, third = store.tenants
        fill(store, first, events)
        gates = _sealed(store, first, events, results, options)
        gates += proofs.measured(store, first, events, results, options)
        gates += bundles.measured(store, first, results, options)
        if options.large:
            fill(store, second, LARGE)
            sealing.follow(store, second)
            gates += proofs.measured(store, second, LARGE, results, options)
        gates += past.measured(store, third, adjusted, results, options)
    return Outcome(results, gates)


def _sealed(
    store: Store, tenant: str, events: int, results: Results, options: Options
) -> list[Gate]:
    """Afterwards the log is sealed."""
    case = f"sealing {events:,} events"
    calls = sealing.calls(store, tenant)
    results.play({case: calls}, options.rounds)
    return [
        gate for name in calls for gate in timing.gates(results, (case, name), ("s", "cpu_s"), 3)
    ]
