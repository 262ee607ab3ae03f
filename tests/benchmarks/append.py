"""Appends of eight processes, to forty tenants in rotation and to a single one."""

from functools import partial

from tests.benchmarks import peers
from tests.benchmarks.ground import Ground, Options, codes
from tests.benchmarks.rounds import Gate, Outcome, Results
from tests.benchmarks.stock import stock
from tests.benchmarks.writers import Writing, application, application_with_text, raw, recorder

WRITERS = 8
TENANTS = 40
CELLS = {f"{WRITERS} writers, {n} tenants": n for n in (TENANTS, 1)}


def run(ground: Ground, options: Options) -> Outcome:
    results = Results("append")
    with ground.store(codes(TENANTS)) as store:
        contenders: list[Writing] = [
            raw(ground.plain("raw")),
            recorder(store),
            application(store),
            application_with_text(store),
            stock(ground.plain("stock"), TENANTS),
            *peers.joined(ground, options),
        ]
        cases = {
            cell: {
                each.name: partial(each.append, WRITERS, tenants, options.seconds)
                for each in contenders
            }
            for cell, tenants in CELLS.items()
        }
        results.play(cases, options.rounds)
    rotating, single = CELLS
    return Outcome(results, [*gates(results, rotating), *gates(results, single, asserted=False)])


def gates(results: Results, cell: str, *, asserted: bool = True) -> list[Gate]:
    def ratio(name: str, to: str = "raw") -> float:
        return results.ratio(cell, name, "per_s", to)

    ahead = [
        Gate(
            f"append, {cell}: application ahead of {name}",
            1,
            ratio("application", name),
            asserted=asserted and name in peers.ORDERED,
        )
        for name in results.found[cell]
        if name in peers.ALL
    ]
    return [
        Gate(f"append, {cell}: recorder to raw", 0.35, ratio("recorder"), asserted=asserted),
        Gate(f"append, {cell}: application to raw", 0.22, ratio("application"), asserted=asserted),
        *ahead,
    ]
