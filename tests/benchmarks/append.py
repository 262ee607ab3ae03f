"""Appends of eight processes, to forty tenants in rotation and to a single one."""

from collections.abc import Sequence
from functools import partial

from tests.benchmarks import peers
from tests.benchmarks.ground import Ground, Options, codes
from tests.benchmarks.rounds import Case, Gate, Outcome, Results
from tests.benchmarks.stock import stock
from tests.benchmarks.writers import Writing, application, application_with_text, raw, recorder

WRITERS = 8
TENANTS = 40


def run(ground: Ground, options: Options) -> Outcome:
    results = Results("append")
    with ground.store(codes(TENANTS)) as store:
        ours = [recorder(store), application(store), application_with_text(store)]
        others = [stock(ground.plain("stock"), TENANTS), *peers.joined(ground, options)]
        contenders = [raw(ground.plain("raw")), *ours, *others]
        cells = (TENANTS, 1)
        cases = {cell(n): calls(contenders, n, options.seconds) for n in cells}
        results.play(cases, options.rounds)
    reported = gates(results, cell(1), asserted=False)
    return Outcome(results, [*gates(results, cell(TENANTS)), *reported])


def cell(tenants: int) -> str:
    return f"{WRITERS} writers, {tenants} tenant" + "s" * (tenants > 1)


def calls(contenders: Sequence[Writing], tenants: int, seconds: float) -> Case:
    return {each.name: partial(each.append, WRITERS, tenants, seconds) for each in contenders}


def gates(results: Results, case: str, *, asserted: bool = True) -> list[Gate]:
    def ratio(name: str, to: str = "raw") -> float:
        return results.ratio(case, name, "per_s", to)

    ahead = [
        Gate(
            f"append, {case}: application ahead of {name}",
            1,
            ratio("application", name),
            asserted=asserted and name in peers.ORDERED,
        )
        for name in results.found[case]
        if name in peers.ALL
    ]
    return [
        Gate(f"append, {case}: recorder to raw", 0.35, ratio("recorder"), asserted=asserted),
        Gate(f"append, {case}: application to raw", 0.22, ratio("application"), asserted=asserted),
        *ahead,
    ]
