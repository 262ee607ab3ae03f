"""Access: what a session and its rights add, one predicate, all départements at once, a guess."""

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from uuid import UUID

from werkzeug.test import Client

from domain.cog import NAMES, REGION_OF
from domain.roles import Role
from infra import logs
from infra.clock import day_of
from infra.store.connections.names import PLATFORM
from services.access import commands, mandates, members
from services.policy import Forbidden, allow
from services.rights import LINES
from services.target import Target
from tests.benchmarks.crowds import NOT_FOUND, OK, begun, crowd
from tests.benchmarks.forks import Metrics
from tests.benchmarks.ground import Ground, Options
from tests.benchmarks.rounds import Gate, Outcome, Results
from tests.journeys.house import PUBLIC, House, Resident, house
from tests.servers import fresh_database

PEOPLE = 8
ABSENT = "999"
ADDED, ONE, CROWD = "a read", "the predicate alone", "a request of a crowd"
GUESS, ABOVE = "a guess", "a guess of a commissioner of another région"
SESSION, BARE = "session and rights", "neither"
FORBIDDEN, NOWHERE = "a tenant that is there", "one that is not"
AGAIN = "one that is not, again"
ENTRY = "entry_p95_ms"


def run(ground: Ground, options: Options, tenants: int = len(NAMES)) -> Outcome:
    logs.configure("ERROR")
    results = Results("access")
    codes = sorted(NAMES)[:tenants]
    with (
        tempfile.TemporaryDirectory() as folder,
        fresh_database(ground.servers) as database,
        house(
            database, ground.servers.redis_url, Path(folder), following=False, codes=codes
        ) as home,
    ):
        people = {
            code: [home.resident(Role.DEPT_AGENT, code) for _ in range(PEOPLE)] for code in codes
        }
        guessing = {
            GUESS: signed_in(home, people[codes[0]][0]),
            ABOVE: commissioner(home, REGION_OF[codes[0]]),
        }
        for _ in range(options.rounds):
            _play(results, ADDED, partial(added, home, people[codes[0]][0], options.seconds))
            for case, client in guessing.items():
                _play(results, case, partial(guessed, home, client, codes[1], options.seconds))
            _play(results, ONE, lambda: {"allow": {"p50_us": predicate(home)}})
        crowds = {"one tenant": people[codes[0]] * tenants, f"{tenants} tenants": every(people)}
        calls = {name: partial(crowd, home, who) for name, who in crowds.items()}
        results.play({CROWD: calls}, options.rounds)
    return Outcome(results, gates(results, f"{tenants} tenants"))


def every(people: dict[str, list[Resident]]) -> list[Resident]:
    """In turn from every tenant, so that those at work at once are of many."""
    return [who for each in zip(*people.values(), strict=True) for who in each]


def _play(results: Results, case: str, call: Callable[[], dict[str, Metrics]]) -> None:
    """Contenders that must take turns request by request, to be told apart at all."""
    for name, metrics in call().items():
        results.play({case: {name: lambda metrics=metrics: metrics}}, 1)  # type: ignore[misc]


def signed_in(home: House, who: Resident, grant_id: UUID | None = None) -> Client:
    """In the space of their grant, or of that mandate."""
    client, held = begun(home, who)
    chosen = grant_id or who.grant_id
    assert home.wiring.door.sessions.choose(held, who.tenant, who.person_id, chosen)
    return client


def alternating(calls: Sequence[Callable[[], object]], seconds: float) -> list[Metrics]:
    """Of each, request by request in turn; `cpu_ms` is of this process, whoever else is at work."""
    taken: list[list[tuple[float, float]]] = [[] for _ in calls]
    for call in islice(cycle(calls), 20 * len(calls)):
        call()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for call, found in zip(calls, taken, strict=True):
            start, busy = time.perf_counter(), time.thread_time()
            call()
            found.append((time.perf_counter() - start, time.thread_time() - busy))
    return [
        {"p50_ms": median(t for t, _ in found) * 1e3, "cpu_ms": median(c for _, c in found) * 1e3}
        for found in taken
    ]


def added(home: House, who: Resident, seconds: float) -> dict[str, Metrics]:
    """The same read by a session, and by somebody whom a dictionary knows."""
    url = f"/api/v1/tenants/{who.tenant}/conventions"
    known = home.person(Role.DEPT_AGENT, who.tenant)
    home.callers[known.token] = replace(known.caller, organization_id=who.organization_id)
    client, bare = signed_in(home, who), home.app.test_client()

    def by_session() -> None:
        assert client.get(url, base_url=PUBLIC).status_code == OK

    def by_none() -> None:
        assert bare.get(url, base_url=PUBLIC, headers=known.headers()).status_code == OK

    with_session, without = alternating([by_session, by_none], seconds)
    return {SESSION: with_session, BARE: without}


def guessed(home: House, client: Client, other: str, seconds: float) -> dict[str, Metrics]:
    """Whether the time tells that a tenant is there; the absent one twice tells the noise."""

    def ask(code: str) -> None:
        url = f"/api/v1/tenants/{code}/conventions"
        assert client.get(url, base_url=PUBLIC).status_code == NOT_FOUND

    calls = [partial(ask, code) for code in (other, ABSENT, "998")]
    found = alternating(calls, seconds)
    return dict(zip((FORBIDDEN, NOWHERE, AGAIN), found, strict=True))


def commissioner(home: House, region: str) -> Client:
    """Of that région: elsewhere the platform’s log says no, after the tenant was looked up."""
    who = home.resident(Role.COMMISSIONER, PLATFORM)
    today = day_of(home.clock())
    command = commands.GrantRegionalMandate(
        person_id=who.person_id, region_code=region, since=today, until=today + timedelta(days=30)
    )
    platform = home.wiring.platform()
    mandates.grant_regional_mandate(platform, home.hoster(), command)
    [mandate] = members.found(platform, who.person_id).mandates
    return signed_in(home, who, mandate.mandate_id)


def predicate(home: House) -> float:
    """Microseconds of one question to the rights table, over all that it knows of this role."""
    caller = home.caller(Role.DEPT_AGENT)
    names = [name for name, holders in LINES if Role.DEPT_AGENT in holders]
    target = Target(tenant=caller.tenant, side=caller.side)
    taken = []
    for name in islice(cycle(names), 20_000):
        start = time.perf_counter()
        with suppress(Forbidden):
            allow(caller, name, target)
        taken.append(time.perf_counter() - start)
    return median(taken) * 1e6


def gates(results: Results, crowded: str) -> list[Gate]:
    """Times are those of the quietest round."""
    more = results.best(ADDED, SESSION, "p50_ms") - results.best(ADDED, BARE, "p50_ms")
    busy = results.best(ADDED, SESSION, "cpu_ms") - results.best(ADDED, BARE, "cpu_ms")
    slower, later = (
        results.ratio(CROWD, crowded, metric, "one tenant") for metric in ("p95_ms", ENTRY)
    )
    crossed = max(results.medians(CROWD, name)["crossed"] for name in results.found[CROWD])
    return [
        Gate("session and rights add, ms", 2, more, at_least=False),
        Gate("of that, in this process, ms", 2, busy, at_least=False, asserted=False),
        Gate("the predicate alone, us", 50, results.best(ONE, "allow", "p50_us"), at_least=False),
        Gate(f"{crowded}: answers of another", 0, crossed, at_least=False),
        Gate(f"{crowded}: p95 to that of one tenant", 2, slower, at_least=False),
        Gate(f"{crowded}: the same of a whole sign-in", 2, later, at_least=False),
        *(told_apart(results, case) for case in (GUESS, ABOVE)),
    ]


def told_apart(results: Results, case: str) -> Gate:
    noise = abs(results.ratio(case, AGAIN, "p50_ms", NOWHERE) - 1)
    told = abs(results.ratio(case, FORBIDDEN, "p50_ms", NOWHERE) - 1)
    limit = max(0.05, 3 * noise)
    return Gate(f"{case}: forbidden to absent, off by", limit, told, at_least=False)
