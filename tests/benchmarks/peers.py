"""The contenders of the kit that stands beside the repository, where it is given."""

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg.errors import FeatureNotSupported

from tests.benchmarks.forks import Commit, Metrics, appends
from tests.benchmarks.ground import Ground, Options
from tests.benchmarks.rounds import show

PYTHON = ("message-db", "eventsourcing+dbfn", "eventsource-py", "crud+trigger")
NODE = ("emmett", "castore")
ALL = ("eventsourcing", *PYTHON, *NODE)
# Those that give all events of a tenant one total order in which a reader misses none;
# message-db does too, and is excepted by the promise.
ORDERED = ("eventsourcing", "eventsource-py", "emmett")


@dataclass(frozen=True, slots=True)
class Peer:
    name: str
    contender: Any

    def append(self, writers: int, tenants: int, seconds: float) -> Metrics:
        def opener(index: int) -> Any:
            return _kept(self.contender.opener(index, 1, tenants))

        return appends(opener, writers=writers, seconds=seconds, warm=max(tenants, 20))


@dataclass(frozen=True, slots=True)
class NodePeer:
    """Its writers are promises of one process."""

    name: str
    runner: Any

    def append(self, writers: int, tenants: int, seconds: float) -> Metrics:
        found = self.runner.append(writers, 1, tenants, seconds)
        return {"per_s": found["events_s"], "p50_ms": found["p50_ms"], "p99_ms": found["p99_ms"]}


def joined(ground: Ground, options: Options) -> list[Peer | NodePeer]:
    """All that can work here; which cannot, and why, is shown."""
    if options.peers is None:
        show(peers="skipped: not asked for (--peers)")
        return []
    sys.dont_write_bytecode = True  # the kit's folder stays as it is
    sys.path.append(str(options.peers))
    os.environ["BENCH_WORK"] = str(options.work or "")
    found: list[Peer | NodePeer] = []
    for name in (*PYTHON, *NODE):
        try:
            found.append(_set_up(ground, options, name))
        except (ImportError, FileNotFoundError, FeatureNotSupported) as error:
            show(peer=name, skipped=str(error))
    return found


def _set_up(ground: Ground, options: Options, name: str) -> Peer | NodePeer:
    url = ground.plain("peer_" + "".join(filter(str.isalnum, name)))
    if name in NODE:
        runner = importlib.import_module("measure_node").NodeRunner(name, options.work or "")
        runner.setup(url)
        return NodePeer(name, runner)
    kit = importlib.import_module("contenders")
    contender = kit.load(kit.REGISTRY[name])
    contender.setup(url)
    return Peer(name, contender)


@contextmanager
def _kept(commit: Commit) -> Iterator[Commit]:
    """The kit closes nothing: its processes end."""
    yield commit
