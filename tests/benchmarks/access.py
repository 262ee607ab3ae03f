"""Access: what a session and its rights add, one predicate, all départements at once, a guess."""

import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from uuid import UUID, uuid4

from werkzeug.test import Client

from domain.cog import NAMES
from domain.roles import Role
from infra import logs
from infra.sso.identity import Identity, SeenClaims
from services.policy import Forbidden, allow
from services.rights import LINES
from services.target import Target
from tests.benchmarks.forks import Metrics
from tests.benchmarks.ground import Ground, Options
from tests.benchmarks.rounds import Gate, Outcome, Results
from tests.journeys.house import PUBLIC, House, Resident, house
from tests.journeys.world import CLS
from tests.servers import fresh_database

PEOPLE = 8
THREADS = 8
REQUESTS = 2
ABSENT = "999"
OK, NOT_FOUND = 200, 404
ADDED, ONE, CROWD, GUESS = "a read", "the predicate alone", "a request of a crowd", "a guess"
SESSION, BARE = "session and rights", "neither"
FORBIDDEN, NOWHERE = "a tenant that is there", "one that is not"
AGAIN = "one that is not, again"


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
        for _ in range(options.rounds):
            _play(results, ADDED, partial(added, home, people[codes[0]][0], options.seconds))
            _play(results, GUESS, partial(guessed, home, people[codes[0]][0], codes[1], options))
            _play(results, ONE, lambda: {"allow": {"p50_us": predicate(home)}})
        crowds = {"one tenant": people[codes[0]] * tenants, f"{tenants} tenants": every(people)}
        calls = {name: partial(crowd, home, who) for name, who in crowds.items()}
        results.play({CROWD: calls}, options.rounds)
    return Outcome(results, gates(results, f"{tenants} tenants"))


def _people(home: House, code: str) -> list[Resident]:
    return [home.resident(Role.DEPT_AGENT, code) for _ in range(PEOPLE)]


def every(people: dict[str, list[Resident]]) -> list[Resident]:
    """In turn from every tenant, so that those at work at once are of many."""
    return [who for each in zip(*people.values(), strict=True) for who in each]


def _play(results: Results, case: str, call: Callable[[], dict[str, Metrics]]) -> None:
    """Contenders that must take turns request by request, to be told apart at all."""
    for name, metrics in call().items():
        results.play({case: {name: lambda metrics=metrics: metrics}}, 1)  # type: ignore[misc]


def signed_in(home: House, who: Resident) -> Client:
    """Without the provider: what it costs is not ours."""
    moment = home.clock()
    identity = Identity(
        issuer=home.providers["demo"].issuer,
        sub=who.sub,
        provider="demo",
        acr=None,
        auth_time=moment,
        sid=None,
        claims=SeenClaims(),
        id_token="",
    )
    sessions = home.wiring.door.sessions
    cookie, held = sessions.begin(identity)
    assert sessions.choose(held, who.tenant, who.person_id, who.grant_id)
    client = home.app.test_client()
    client.set_cookie("__Host-pacte", cookie, domain="pacte.test")
    client.environ_base["HTTP_X_CSRF_TOKEN"] = held.csrf
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


def guessed(home: House, who: Resident, other: str, options: Options) -> dict[str, Metrics]:
    """Whether the time tells that a tenant is there; the absent one twice tells the noise."""
    client = signed_in(home, who)

    def ask(code: str) -> None:
        url = f"/api/v1/tenants/{code}/conventions"
        assert client.get(url, base_url=PUBLIC).status_code == NOT_FOUND

    calls = [partial(ask, code) for code in (other, ABSENT, "998")]
    found = alternating(calls, options.seconds)
    return dict(zip((FORBIDDEN, NOWHERE, AGAIN), found, strict=True))


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


def crowd(home: House, people: Sequence[Resident]) -> Metrics:
    """All sign in, read, write and try a neighbour; nobody gets an answer of another tenant."""
    before = {code: _head(home, code) for code in {who.tenant for who in people}}
    tenants = sorted(before)
    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(partial(_at_work, home, tenants), people))
    taken = time.perf_counter() - start
    times = [one for taken_by_one, _ in found for one in taken_by_one]
    crossed = sum(wrong for _, wrong in found)
    for code, head in before.items():
        wrote = sum(who.tenant == code for who in people)
        crossed += abs(_head(home, code) - head - wrote)
    return {
        "p50_ms": median(times),
        "p95_ms": quantiles(times, n=100)[94],
        "per_s": len(times) / taken,
        "crossed": float(crossed),
    }


def _at_work(home: House, tenants: Sequence[str], who: Resident) -> tuple[list[float], int]:
    client, wrong = signed_in(home, who), 0
    taken: list[float] = []
    own = f"/api/v1/tenants/{who.tenant}/conventions"
    for _ in range(REQUESTS):
        start = time.perf_counter()
        answer = client.get(own, base_url=PUBLIC)
        taken.append((time.perf_counter() - start) * 1e3)
        wrong += answer.status_code != OK
    start = time.perf_counter()
    body = CLS | {"territory_codes": [who.tenant]}
    headers = {"Idempotency-Key": str(uuid4())}
    made = client.post(own, base_url=PUBLIC, json=body, headers=headers)
    taken.append((time.perf_counter() - start) * 1e3)
    stream = UUID((made.json or {})["id"])
    wrong += stream not in home.wiring.pactes(who.tenant).repository
    neighbour = tenants[(tenants.index(who.tenant) + 1) % len(tenants)]
    if neighbour != who.tenant:
        url = f"/api/v1/tenants/{neighbour}/conventions"
        wrong += client.get(url, base_url=PUBLIC).status_code != NOT_FOUND
    return taken, wrong


def _head(home: House, code: str) -> int:
    return home.wiring.pactes(code).recorder.max_notification_id() or 0


def gates(results: Results, crowded: str) -> list[Gate]:
    """Times are those of the quietest round."""
    more = results.best(ADDED, SESSION, "p50_ms") - results.best(ADDED, BARE, "p50_ms")
    busy = results.best(ADDED, SESSION, "cpu_ms") - results.best(ADDED, BARE, "cpu_ms")
    noise = abs(results.ratio(GUESS, AGAIN, "p50_ms", NOWHERE) - 1)
    told = abs(results.ratio(GUESS, FORBIDDEN, "p50_ms", NOWHERE) - 1)
    slower = results.ratio(CROWD, crowded, "p95_ms", "one tenant")
    crossed = max(results.medians(CROWD, name)["crossed"] for name in results.found[CROWD])
    return [
        Gate("session and rights add, ms", 2, more, at_least=False),
        Gate("of that, in this process, ms", 2, busy, at_least=False, asserted=False),
        Gate("the predicate alone, us", 50, results.best(ONE, "allow", "p50_us"), at_least=False),
        Gate(f"{crowded}: answers of another", 0, crossed, at_least=False),
        Gate(f"{crowded}: p95 to that of one tenant", 2, slower, at_least=False),
        Gate("forbidden to absent, off by", max(0.05, 3 * noise), told, at_least=False),
    ]
