"""A bundle of 100,000 events: the time and memory that it takes to write and to check it."""

import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from domain.convention.convention import Convention
from domain.convention.signature import Side
from infra.evidence import pacte_verify
from infra.evidence.sealing import seal_log
from tests.departement import PREFET
from tests.examples.convention import EXAMPLES
from tests.infra.evidence.bundles import MOTIVE, Site

EVENTS = 100_000
SECONDS, MEGABYTES = 20, 300
# Of each convention: an action and a line, adjusted twice.
LINES = 20


def filled(site: Site) -> None:
    recorder = site.wiring.pactes("48").recorder
    while (recorder.max_notification_id() or 0) < EVENTS:
        site.save(*(convention(site) for _ in range(20)))
        seal_log(site.wiring, "48")


def convention(site: Site) -> Convention:
    act = Convention(id=uuid4(), **EXAMPLES[Convention.ConventionDrafted])
    funder = site.lozere.organizations[PREFET]
    act.party_added(organization_id=funder, side=Side.STATE)
    for cents in range(LINES):
        line, action = uuid4(), {"action_id": uuid4()}
        planned = action | {"line_id": line, "funder_id": funder, "amount_cents": cents}
        act.action_added(**EXAMPLES[Convention.ActionAdded] | action)
        act.funding_planned(**EXAMPLES[Convention.FundingPlanned] | planned)
        for old in (cents, cents + 1):
            act.funding_adjusted(
                line_id=line, old_cents=old, new_cents=old + 1, delta_cents=1, motive=MOTIVE.seal
            )
    return act


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_hundred_thousand_events(site: Site) -> None:
    """CPU seconds are judged, as others may be at work on the machine; both are printed."""
    filled(site)
    began, busy = time.perf_counter(), time.process_time()
    bundle = site.bundle()
    told = f"written: {time.perf_counter() - began:.1f} s, CPU {time.process_time() - busy:.1f} s"
    began, (cpu, megabytes) = time.perf_counter(), verified(bundle)
    took = time.perf_counter() - began
    print(f"\n{told}; verified: {took:.1f} s, CPU {cpu:.1f} s, {megabytes:.0f} MB")  # noqa: T201
    assert time.process_time() - busy < SECONDS
    assert cpu < SECONDS
    assert megabytes < MEGABYTES


# The peak that a parent is told of begins with its own: a process reads here what it took itself.
WATCHED = """
import runpy, sys
try:
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as end:
    code = end.code
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")), file=sys.stderr)
sys.exit(code)
"""


def verified(bundle: Path) -> tuple[float, float]:
    """CPU seconds, and megabytes at most, of a process of its own."""
    script = [sys.executable, "-I", "-c", WATCHED, str(Path(pacte_verify.__file__)), str(bundle)]
    before = os.times()
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    after = os.times()
    assert done.returncode == 0, done.stderr
    used = after.children_user + after.children_system
    return used - before.children_user - before.children_system, int(done.stderr) / 1024
