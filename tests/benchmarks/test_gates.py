"""The promises about cost that hold on a busy machine: few rounds, and a second chance."""

from collections.abc import Callable, Iterator

import pytest

from tests.benchmarks import append, comparing, cost, evidence, load
from tests.benchmarks.ground import Ground, Options, codes, own_ground
from tests.benchmarks.rounds import Gate, Results
from tests.benchmarks.stock import stock
from tests.benchmarks.writers import application, raw, recorder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
FEW = Options(rounds=3, seconds=1.0)
TENANTS = 8


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    """On a disk, as what is published was measured."""
    with own_ground() as made:
        yield made


def hold(measured: Callable[[], list[Gate]]) -> None:
    """Another program may take the processor for one whole run, hardly for two."""
    missed = [gate for gate in measured() if gate.asserted and not gate.met]
    if missed:
        missed = [gate for gate in measured() if gate.asserted and not gate.met]
    assert not missed


def appends(ground: Ground) -> list[Gate]:
    results = Results("append")
    with ground.store(codes(TENANTS)) as store:
        ours = [recorder(store), application(store)]
        contenders = [raw(ground.plain("raw")), *ours, stock(ground.plain("stock"), TENANTS)]
        case = append.cell(TENANTS)
        results.play({case: append.calls(contenders, TENANTS, FEW.seconds)}, FEW.rounds)
    return append.gates(results, case)


def test_appends_keep_up_with_a_plain_insert(ground: Ground) -> None:
    hold(lambda: appends(ground))


def test_a_save_costs_little_more_than_a_plain_insert(ground: Ground) -> None:
    hold(lambda: cost.run(ground, FEW, commits=300, tenants=2).gates)


def test_a_long_convention_loads_like_a_short_one(ground: Ground) -> None:
    def measured() -> list[Gate]:
        results = load.run(ground, FEW, sizes=(10, 1_000, 10_000)).results
        return load.gates(results, "cpu_ms")

    hold(measured)


def test_a_comparison_costs_the_same_however_long_the_stream(ground: Ground) -> None:
    """The time itself is for a quiet machine: `python -m tests.benchmarks comparing`."""

    def measured() -> list[Gate]:
        results = comparing.run(ground, FEW).results
        return [comparing.ratio(results, comparing.SIZES)]

    hold(measured)


def test_evidence_costs_what_is_said_of_it(ground: Ground) -> None:
    """A short log, against the limits of a long one: `python -m tests.benchmarks evidence`."""
    hold(lambda: evidence.run(ground, FEW, events=10_000, adjusted=1_000).gates)
