"""Rounds: contenders take turns in shuffled order; what counts is the ratio within a round."""

import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import isnan
from statistics import median

from tests.benchmarks.forks import ChildFailed, Metrics

RAW = "raw"
Case = Mapping[str, Callable[[], Metrics]]


def show(**fields: object) -> None:
    rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in fields.items()}
    print(json.dumps(rounded, ensure_ascii=False), flush=True)  # noqa: T201 - the answer


@dataclass(slots=True)
class Results:
    """Per case and contender the metrics of each round; None where it failed."""

    suite: str
    found: dict[str, dict[str, list[Metrics | None]]] = field(default_factory=dict)

    def play(self, cases: Mapping[str, Case], rounds: int) -> None:
        for number in range(1, rounds + 1):
            order = list(cases)
            random.shuffle(order)
            for case in order:
                names = list(cases[case])
                random.shuffle(names)
                for name in names:
                    self._measure(case, name, number, cases[case][name])

    def medians(self, case: str, name: str) -> Metrics:
        rows = [row for row in self.found[case][name] if row]
        return {metric: median(row[metric] for row in rows) for metric in (rows or [{}])[0]}

    def best(self, case: str, name: str, metric: str) -> float:
        """The least of all rounds: for times that tell of other work on the machine besides."""
        return min(row[metric] for row in self.found[case][name] if row)

    def ratio(self, case: str, name: str, metric: str, to: str = RAW) -> float:
        """The median over the rounds; NaN when no round has both."""
        found = self.found[case]
        pairs = zip(found[name], found[to], strict=True)
        ratios = [
            mine[metric] / other[metric]
            for mine, other in pairs
            if mine and other and metric in mine and other.get(metric)
        ]
        return median(ratios) if ratios else float("nan")

    def table(self) -> str:
        return "\n".join(line for case in self.found for line in self._rows(case))

    def _measure(self, case: str, name: str, number: int, call: Callable[[], Metrics]) -> None:
        line: dict[str, object] = {
            "suite": self.suite,
            "case": case,
            "name": name,
            "round": number,
        }
        metrics = None
        try:
            metrics = call()
            show(**line, **metrics)
        except (ChildFailed, RuntimeError) as error:
            show(**line, error=str(error)[-800:])
        self.found.setdefault(case, {}).setdefault(name, []).append(metrics)

    def _rows(self, case: str) -> Iterable[str]:
        names = sorted(self.found[case], key=lambda name: name != RAW)
        metrics = list(dict.fromkeys(m for name in names for m in self.medians(case, name)))
        beside = f"{'x raw':>8}" if RAW in names else ""
        yield f"\n{self.suite}, {case}\n{'':32}" + "".join(f"{m:>14}{beside}" for m in metrics)
        for name in names:
            yield f"{name:32}" + "".join(self._cell(case, name, metric) for metric in metrics)

    def _cell(self, case: str, name: str, metric: str) -> str:
        middle = self.medians(case, name)
        value = f"{middle[metric]:14.2f}" if metric in middle else f"{'-':>14}"
        if RAW not in self.found[case]:
            return value
        ratio = self.ratio(case, name, metric)
        return value + (f"{'-':>8}" if isnan(ratio) else f"{ratio:8.2f}")


@dataclass(frozen=True, slots=True)
class Gate:
    """A promise and its figure. `at_least` False: at most. `asserted` False: reported only."""

    gate: str
    target: float
    figure: float
    at_least: bool = True
    asserted: bool = True

    @property
    def met(self) -> bool:
        return self.figure >= self.target if self.at_least else self.figure <= self.target

    def show(self) -> None:
        sign = "≥" if self.at_least else "≤"
        target = f"{sign} {self.target:g}" if self.asserted else f"{sign} {self.target:g}, reported"
        show(gate=self.gate, target=target, figure=self.figure, met=self.met)


@dataclass(frozen=True, slots=True)
class Outcome:
    results: Results
    gates: list[Gate]
