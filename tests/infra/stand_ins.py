"""A runner with stand-ins for the processes: run as a program by `test_runner.py`."""

import sys
import types
from pathlib import Path

from infra.cli.processes import up
from infra.runner import stack
from infra.runner.child import Child, Say
from infra.settings import Settings

STEADY = """
import json, os, pathlib, signal, subprocess, sys, time
helper = subprocess.Popen(["sleep", "300"])
def stop(*_):
    # A killed runner sends it once for each of its threads.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    helper.kill()
    helper.wait()
    time.sleep(0.3)
    state = json.loads(pathlib.Path(os.environ["PACTE_HOME"], "state.json").read_text())
    os.kill(state["valkey_pid"], 0)
    print("NAME stops before the servers", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print("pacte:ready", flush=True)
while True:
    time.sleep(0.05)
"""


CHILDREN = stack._children


def stand_ins(settings: Settings, say: Say) -> list[Child]:
    children = CHILDREN(settings, say)
    for child in children:
        child.argv = (sys.executable, "-c", STEADY.replace("NAME", child.name))
        child.health = None
    return children


def run_up() -> None:
    sys.modules["infra.tenants.migrating"] = migrating = types.ModuleType("migrating")
    vars(migrating)["bring_up_to_date"] = lambda settings: types.SimpleNamespace(
        applied=[Path(settings.home).name]
    )
    vars(stack)["_children"] = stand_ins
    up.command(standalone_mode=True)


if __name__ == "__main__":
    run_up()
