"""From a commit to the start of the job that mails: wake-up, follower, outbox, queue, worker."""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from redis import Redis
from rq import SimpleWorker, Worker
from rq.serializers import JSONSerializer

from domain.cog import NAMES
from infra.following import follower
from infra.mail import job
from infra.mail.inbox import start_inbox
from infra.queue import name_of
from infra.settings import Settings
from infra.store.schemas.migrate import owner, provision
from infra.wiring import Wiring
from tests.benchmarks.forks import FORK, Metrics, in_child, times
from tests.benchmarks.ground import Ground, Options, Store
from tests.benchmarks.rounds import Gate, Outcome, Results
from tests.departement import Departement
from tests.ports import own_port

SAMPLES = 40
WARM = 5
PATIENCE = 30
STARTED, ENDED = "bench:started", "bench:ended"
CASE = "one mail round, everything idle"
KINDS: dict[str, Any] = {"SimpleWorker": SimpleWorker, "forking Worker": Worker}


def run(ground: Ground, options: Options) -> Outcome:
    results = Results("latency")
    with ground.store(()) as store:
        tenants = iter(NAMES)
        calls = {name: partial(_measured, store, tenants, kind) for name, kind in KINDS.items()}
        results.play({CASE: calls}, options.rounds)
    figure = results.medians(CASE, "SimpleWorker")["p50_ms"]
    forking = results.medians(CASE, "forking Worker")["p50_ms"]
    return Outcome(
        results,
        [
            Gate("commit to mail job started: ms, median", 50, figure, at_least=False),
            Gate("the same with a forking worker", 50, forking, at_least=False, asserted=False),
        ],
    )


def _measured(store: Store, tenants: Iterator[str], kind: Any) -> Metrics:
    """In a département of its own, with processes of its own."""
    tenant = next(tenants)
    with owner(store.settings) as connection:
        provision(connection, tenant, store.settings)
    with Redis.from_url(str(store.settings.redis_url)) as redis:
        redis.flushall()
    with tempfile.TemporaryDirectory() as folder:
        port = own_port()
        settings = replace(store.settings, smtp_url=f"smtp://127.0.0.1:{port}")
        with _running(partial(_follow, settings)), _running(partial(_work, settings, kind)):
            inbox = start_inbox(Path(folder), port)
            try:
                return in_child(partial(_sample, settings, tenant))
            finally:
                inbox.stop()


def _sample(settings: Settings, tenant: str) -> Metrics:
    wiring, taken = Wiring(settings), []
    place = Departement(wiring, tenant).found()
    drafts = [place.draft().convention_id for _ in range(WARM + SAMPLES)]
    redis = Redis.from_url(str(settings.redis_url))
    for convention_id in drafts:
        place.convention_id = convention_id
        place.open_round()
        committed = time.monotonic()
        wiring.wake(tenant)
        taken.append(_stamp(redis, STARTED) - committed)
        _stamp(redis, ENDED)
    wiring.close()
    redis.close()
    return times(taken[WARM:])


def _stamp(redis: Redis, name: str) -> float:
    found = redis.blpop([name], timeout=PATIENCE)
    assert found, "no job came"
    return float(found[1])


def _follow(settings: Settings) -> None:
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    follower(Wiring(settings), stopping).run(stopping.is_set)


def _work(settings: Settings, kind: Any) -> None:
    redis = Redis.from_url(str(settings.redis_url))
    wiring = Wiring(settings)
    job.serve(wiring)
    setattr(job, "deliver", _stamped(redis, job.deliver))  # noqa: B010 - mypy knows it as a function
    worker = kind([name_of(wiring.pool.database)], connection=redis, serializer=JSONSerializer)
    worker.work(logging_level="ERROR")


def _stamped(redis: Redis, deliver: Callable[[str, int], int]) -> Callable[[str, int], int]:
    def stamped(tenant: str, position: int) -> int:
        redis.rpush(STARTED, time.monotonic())
        sent = deliver(tenant, position)
        redis.rpush(ENDED, time.monotonic())
        return sent

    return stamped


@contextmanager
def _running(main: Callable[[], None]) -> Iterator[None]:
    process = FORK.Process(target=main)
    process.start()
    try:
        yield
    finally:
        if process.pid:
            os.kill(process.pid, signal.SIGTERM)
        process.join(10)
        process.kill()
