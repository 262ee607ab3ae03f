"""An audit bundle of a whole log: written here, verified by the file that it brings along."""

import shutil
import time
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from infra.evidence.bundle.exporting import export
from infra.wiring import Wiring
from tests.benchmarks.forks import Metrics, in_child
from tests.benchmarks.ground import Options, Store
from tests.benchmarks.probe import spent_by
from tests.benchmarks.proof.gates import gates
from tests.benchmarks.rounds import Gate, Results
from tests.infra.evidence.test_large import MEGABYTES, SECONDS, verified

CASE, NAME = "audit bundle", "the whole log"


def measured(store: Store, tenant: str, results: Results, options: Options) -> list[Gate]:
    results.play({CASE: {NAME: partial(_bundle, store, tenant)}}, options.rounds)
    megabytes = results.best(CASE, NAME, "verifier_mb")
    return [
        *gates(results, (CASE, NAME), ("write_s", "write_cpu_s"), SECONDS),
        *gates(results, (CASE, NAME), ("verify_s", "verify_cpu_s"), SECONDS),
        Gate(f"{CASE}: verifier_mb", MEGABYTES, megabytes, at_least=False),
    ]


def _bundle(store: Store, tenant: str) -> Metrics:
    folder = Path(mkdtemp(prefix="pacte-bundle-"))
    try:
        written = in_child(partial(_written, store, tenant, folder / "bundle"))
        start = time.perf_counter()
        cpu, megabytes = verified(folder / "bundle")
        taken = time.perf_counter() - start
    finally:
        shutil.rmtree(folder)
    judged = {"verify_s": taken, "verify_cpu_s": cpu, "verifier_mb": megabytes}
    return {f"write_{metric}": figure for metric, figure in written.items()} | judged


def _written(store: Store, tenant: str, target: Path) -> Metrics:
    wiring = Wiring(store.settings)
    found = spent_by(store.superuser_url, partial(export, wiring, tenant, target))
    wiring.close()
    return found
