"""Measured processes: forked, started together, each with connections of its own."""

import multiprocessing
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from statistics import median, quantiles
from typing import TypeVar

T = TypeVar("T")
Commit = Callable[[], object]
Opener = Callable[[int], AbstractContextManager[Commit]]
Metrics = dict[str, float]

FORK = multiprocessing.get_context("fork")
PATIENCE = 1200.0


class ChildFailed(RuntimeError):
    """A measured process failed; its traceback is the message."""


def in_child(work: Callable[[], T]) -> T:
    return in_children(lambda _: work(), 1)[0]


def in_children(work: Callable[[int], T], count: int) -> list[T]:
    """`work(0)` to `work(count - 1)`, each in a process of its own. Raises ChildFailed."""
    answers: multiprocessing.Queue[tuple[T | None, str]] = FORK.Queue()

    def run(index: int) -> None:
        try:
            answers.put((work(index), ""))
        except BaseException:  # noqa: BLE001 - the parent raises it
            answers.put((None, traceback.format_exc()))

    children = [FORK.Process(target=run, args=(index,), daemon=True) for index in range(count)]
    for child in children:
        child.start()
    got = [answers.get(timeout=PATIENCE) for _ in children]
    for child in children:
        child.join()
    failed = [error for _, error in got if error]
    if failed:
        raise ChildFailed(min(failed, key=lambda text: "BrokenBarrier" in text))
    return [value for value, _ in got]  # type: ignore[misc]


def appends(opener: Opener, *, writers: int, seconds: float, warm: int) -> Metrics:
    """Commits per second of all writers, and milliseconds per commit."""
    barrier = FORK.Barrier(writers)

    def work(index: int) -> tuple[float, list[float]]:
        try:
            with opener(index) as commit:
                for _ in range(warm):
                    commit()
                barrier.wait(PATIENCE)
                start = time.perf_counter()
                taken = list(timed(commit, seconds))
                return len(taken) / (time.perf_counter() - start), taken
        except BaseException:
            barrier.abort()
            raise

    results = in_children(work, writers)
    return {"per_s": sum(rate for rate, _ in results)} | times(
        [each for _, taken in results for each in taken]
    )


def timed(call: Commit, seconds: float) -> Iterator[float]:
    """Seconds per call, for that long, at least three."""
    end, count = time.perf_counter() + seconds, 0
    while (start := time.perf_counter()) < end or count < 3:
        call()
        count += 1
        yield time.perf_counter() - start


def times(taken: list[float]) -> Metrics:
    return {"p50_ms": median(taken) * 1e3, "p99_ms": quantiles(taken, n=100)[98] * 1e3}
