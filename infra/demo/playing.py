"""`pacte demo` without its terminal: write, wait, rebuild, report."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from domain import isolation
from infra.demo import receipts, report
from infra.demo.living import acts
from infra.demo.living.acts import Act
from infra.demo.personas import TENANTS
from infra.demo.settling import settle
from infra.evidence.isolation import isolated
from infra.store.connections.names import PLATFORM
from infra.store.following.heads import heads
from infra.wiring import Wiring

ALL = (PLATFORM, *TENANTS)
Say = Callable[[str], None]


def perform(wiring: Wiring) -> dict[str, Any]:
    """The document of `--json`. `recorded`: how many events this run has added."""
    before = _written(wiring)
    with _progress() as show:
        show(list(acts.of_writing(wiring)))
        show([Act("Tableaux de lecture et courriers", lambda: settle(wiring, ALL))])
        recorded = _written(wiring) - before
        digests: receipts.Digests = {}
        with isolated(wiring, isolation.Act.REBUILD) as oracle:
            show(list(receipts.acts(oracle, digests)))
    return {
        "recorded": recorded,
        "rebuilt_equal": receipts.all_equal(digests),
        "tenants": {
            code: {**report.of_tenant(wiring, code), "digests": digests[code]} for code in TENANTS
        },
        "platform": {"digests": digests[PLATFORM]},
    }


def _written(wiring: Wiring) -> int:
    return sum(head.position for head in heads(wiring.pool).values())


@contextmanager
def _progress() -> Iterator[Callable[[Sequence[Act]], None]]:
    """Does acts one by one; on a terminal a bar shows which."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(
        *columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("", total=0)

        def show(some: Sequence[Act]) -> None:
            bar.update(task, total=(bar.tasks[0].total or 0) + len(some))
            for act in some:
                bar.update(task, description=act.name)
                act.do()
                bar.advance(task)

        yield show
