"""A comparison of two versions of 70 actions, read from PostgreSQL, however long their stream."""

import time
from collections.abc import Callable
from functools import partial
from itertools import cycle
from typing import Any
from uuid import UUID

import psycopg

from domain.convention.convention import Convention
from domain.convention.writing import actions, drafting, funding
from infra.store.connections.pool import pool_for
from infra.store.readmodels.reader import Reader
from infra.store.recording.factory import application_env
from projections.catalogue import projections_of
from projections.comparison.points import Point, Which
from projections.queries.comparison import COMPARED
from services.pactes import Pactes
from tests.benchmarks.following import followed
from tests.benchmarks.forks import Metrics, in_child, timed, times
from tests.benchmarks.ground import Ground, Options, Store, codes
from tests.benchmarks.probe import Probe
from tests.benchmarks.rounds import Gate, Outcome, Results
from tests.benchmarks.story import FUNDERS, ask
from tests.domain.convention import given

ACTIONS, YEARS, REWRITTEN = 70, (2024, 2025, 2026, 2027), 70
SIZES = (100, 100_000)
AT_ONCE = 1_000
WARM_SECONDS = 0.5
CASE = f"{ACTIONS} actions, {ACTIONS * len(YEARS) * len(FUNDERS)} lines"
VERSIONS: dict[str, Any] = {"old": Point(Which.VERSION, 1), "new": Point(Which.VERSION, 2)}


def run(ground: Ground, options: Options, sizes: tuple[int, ...] = SIZES) -> Outcome:
    results = Results("comparing")
    with ground.store(codes(len(sizes))) as store:
        calls = {
            _named(size): _comparing(store, tenant, size, options.seconds)
            for tenant, size in zip(store.tenants, sizes, strict=True)
        }
        results.play({CASE: calls}, options.rounds)
    return Outcome(results, gates(results, sizes))


def gates(results: Results, sizes: tuple[int, ...]) -> list[Gate]:
    """Of the quietest round, for these are times."""
    few, many = (results.best(CASE, _named(size), "p50_ms") for size in (sizes[0], sizes[-1]))
    return [
        Gate(f"comparison, {CASE}, {_named(sizes[0])}: ms", 20, few, at_least=False),
        Gate(f"comparison, {CASE}, {_named(sizes[-1])}: ms", 20, many, at_least=False),
        ratio(results, sizes),
    ]


def ratio(results: Results, sizes: tuple[int, ...]) -> Gate:
    """By what both sides spend, which other programs on the machine change less."""
    few, many = (
        results.best(CASE, _named(size), "client_ms")
        + results.best(CASE, _named(size), "server_ms")
        for size in (sizes[0], sizes[-1])
    )
    return Gate(f"comparison, {CASE}: CPU, most to least", 1.5, many / few, at_least=False)


def written(store: Store, tenant: str, adjusted: int) -> UUID:
    """Half of the adjustments stand before the first version, half after the second."""
    pactes = Pactes(tenant, application_env(tenant, store.url))
    made = _drafted()
    _adjust(pactes, tenant, made, adjusted // 2)
    given.to_running(made)
    given.with_avenant(made)
    _amend(made)
    given.to_signed(made)
    given.with_avenant(made)
    _adjust(pactes, tenant, made, adjusted - adjusted // 2)
    follower = followed(store, projections_of(tenant))
    while follower.turn(tenant):
        pass
    pool_for(store.url).close()
    with psycopg.connect(store.superuser_url, autocommit=True) as connection:
        # What autovacuum comes to by itself: rows that closed leave entries in the index of spans.
        connection.execute("VACUUM ANALYZE")
    return made.id


def _drafted() -> Convention:
    made = given.with_parties(axes=(1, 3, 4))
    for number in range(1, 21):
        drafting.set_article(made, no=number, title=f"Article {number}", wording=_text(number))
    for number in range(ACTIONS):
        action_id = given.action(made, title=f"Action {number}", axe=(1, 3, 4)[number % 3])
        for year in YEARS:
            for funder_id in FUNDERS:
                given.line(
                    made, 100_000_00, action_id=action_id, funder_id=funder_id, exercice=year
                )
    return made


def _amend(made: Convention) -> None:
    """One line of each action, every tenth title, each article."""
    for number, (action_id, action) in enumerate(list(made.terms.actions.items())):
        line_id = next(k for k, one in made.terms.funding.items() if one.action_id == action_id)
        funding.adjust_funding(made, line_id=line_id, new_cents=7 * number + 1, motive=given.SEAL)
        if number % 10 == 0:
            actions.retitle(made, action_id=action_id, title=f"{action.title} renommée")
    for number in range(1, 21):
        wording = _text(number).replace("176 000", "188 000")
        drafting.set_article(made, no=number, title=f"Article {number}", wording=wording)


def _text(number: int) -> str:
    return f"L’État apporte 176 000 € au titre de l’article {number}. " * 20


def _adjust(pactes: Pactes, tenant: str, made: Convention, count: int) -> None:
    """No amount twice: that of the version is another one each time."""
    lines = cycle(list(made.terms.funding))
    for number in range(count):
        cents = 1_000_000_00 + made.version
        funding.adjust_funding(made, line_id=next(lines), new_cents=cents, motive=given.SEAL)
        if number % AT_ONCE == 0:
            pactes.record(ask(tenant), made)
    pactes.record(ask(tenant), made)


def compare(store: Store, tenant: str, seconds: float, convention_id: UUID) -> Metrics:
    """As the API reads it, with what made each difference; everything warm."""

    def work() -> Metrics:
        reader = Reader(pool_for(store.url))

        def once() -> None:
            found = reader.ask(tenant, COMPARED, convention_id=convention_id, **VERSIONS).body
            assert len(found.comparison.amounts) == REWRITTEN
            assert found.events

        list(timed(once, WARM_SECONDS))
        probe = Probe.open(store.superuser_url)
        before, client = probe.spent(), time.process_time()
        taken = list(timed(once, seconds))
        client, after = time.process_time() - client, probe.spent()
        probe.close()
        pool_for(store.url).close()
        server = (after.cpu_us - before.cpu_us) / 1e3
        spent = {"client_ms": client * 1e3 / len(taken), "server_ms": server / len(taken)}
        return times(taken) | spent

    return in_child(work)


def _comparing(store: Store, tenant: str, size: int, seconds: float) -> Callable[[], Metrics]:
    convention_id = in_child(partial(written, store, tenant, size))
    return partial(compare, store, tenant, seconds, convention_id)


def _named(size: int) -> str:
    return f"{size:,} events more"
