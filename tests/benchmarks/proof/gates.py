"""Promises about time: kept in CPU, which other work on the machine changes less than the clock."""

from tests.benchmarks.rounds import Gate, Results


def gates(
    results: Results, what: tuple[str, str], metrics: tuple[str, str], most: float
) -> list[Gate]:
    """`what`: case and name; `metrics`: by the clock, which is reported, and by CPU."""
    clock, cpu = metrics
    name = ", ".join(what)
    return [
        Gate(f"{name}: {clock}", most, results.best(*what, clock), at_least=False, asserted=False),
        Gate(f"{name}: {cpu}", most, results.best(*what, cpu), at_least=False),
    ]
