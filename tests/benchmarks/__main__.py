"""`python -m tests.benchmarks SUITE …`: JSON lines, a table per suite, and each promise."""

import argparse
import importlib
import sys
from pathlib import Path

from tests.benchmarks.ground import Options, own_ground

SUITES = (
    "append",
    "cost",
    "load",
    "catchup",
    "rebuild",
    "tenants",
    "latency",
    "access",
    "isolation",
    "comparing",
    "evidence",
)
KIT = Path(__file__).resolve().parents[3] / "shared" / "bench"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("suites", nargs="+", choices=[*SUITES, "all"], metavar="SUITE")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each append figure")
    parser.add_argument("--peers", action="store_true", help="join the kit's other event stores")
    parser.add_argument("--kit", type=Path, default=KIT, help="its folder (%(default)s)")
    parser.add_argument("--work", type=Path, help="where the kit's npm packages are installed")
    parser.add_argument("--pg-bin", type=Path, help="of another PostgreSQL than the embedded one")
    parser.add_argument("--large", action="store_true", help="also logs of a million events")
    parser.add_argument("--report", action="store_true", help="exit 0 whatever the figures")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    kit = given.kit if given.peers and given.kit.is_dir() else None
    work = given.work.resolve() if given.work else None
    options = Options(given.rounds, given.seconds, kit, work, given.large)
    outcomes = []
    with own_ground(given.pg_bin) as ground:
        for name in SUITES if "all" in given.suites else given.suites:
            suite = importlib.import_module(f"tests.benchmarks.{name}")
            outcomes.append(suite.run(ground, options))
    for outcome in outcomes:
        print(outcome.results.table())  # noqa: T201 - the answer
    print()  # noqa: T201 - as above
    gates = [gate for outcome in outcomes for gate in outcome.gates]
    for gate in gates:
        gate.show()
    missed = [gate for gate in gates if gate.asserted and not gate.met]
    return 1 if missed and not given.report else 0


if __name__ == "__main__":
    sys.exit(main())
