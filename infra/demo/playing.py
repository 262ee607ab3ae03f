"""`pacte demo` without its terminal: write, wait, rebuild, compare, report."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from domain import isolation
from infra.demo import rebuilding, report
from infra.demo.living import acts
from infra.demo.living.acts import Act
from infra.demo.personas import TENANTS
from infra.demo.settling import settle
from infra.evidence.isolation import isolated
from infra.evidence.self_audit import examined
from infra.store.connections.names import PLATFORM
from infra.store.following.heads import heads
from infra.wiring import Wiring
from projections.catalogue import projections_of
from workers.rebuild import Receipt

ALL = (PLATFORM, *TENANTS)
Say = Callable[[Sequence[Act]], None]
Digests = dict[str, dict[str, Any]]


def perform(wiring: Wiring) -> dict[str, Any]:
    """The document of `--json`. `recorded`: how many events this run has added, in all logs."""
    before = _written(wiring)
    receipts: list[Receipt] = []
    with _progress() as show:
        show(list(acts.of_writing(wiring)))
        show([Act("Tableaux de lecture et courriers", lambda: settle(wiring, ALL))])
        # A rebuild is recorded too: where all was there already, the rows are compared alone.
        if _written(wiring) > before:
            _rebuild(wiring, receipts, show)
    digests = {code: _digests(wiring, code) for code in ALL}
    return {
        "recorded": _written(wiring) - before,
        "rebuilt_equal": all(receipt.equal for receipt in receipts)
        and all(one["equal"] for of_tenant in digests.values() for one in of_tenant.values()),
        "tenants": {
            code: {**report.of_tenant(wiring, code), "digests": digests[code]} for code in TENANTS
        },
        "platform": {
            "position": heads(wiring.pool)[PLATFORM].position,
            "digests": digests[PLATFORM],
        },
    }


def _written(wiring: Wiring) -> int:
    return sum(head.position for head in heads(wiring.pool).values())


def _rebuild(wiring: Wiring, receipts: list[Receipt], show: Say) -> None:
    with isolated(wiring, isolation.Act.REBUILD) as oracle:
        show(list(rebuilding.acts(oracle, receipts)))
    show([Act("Reçus des reconstructions", lambda: settle(wiring, ALL))])


def _digests(wiring: Wiring, code: str) -> Digests:
    """By table: of the live rows, and of those that the log gives when it is folded anew."""
    _, compared = examined(wiring, code)
    tables = {table.name for each in projections_of(code) for table in each.tables}
    return {
        one.name: {"live": one.found, "rebuilt": one.expected, "equal": one.found == one.expected}
        for one in compared
        if one.name in tables or one.found != one.expected
    }


@contextmanager
def _progress() -> Iterator[Say]:
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
