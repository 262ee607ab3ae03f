"""All départements at once: their people sign in, read, write, and try a neighbour’s door."""

import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from statistics import median, quantiles
from typing import Any
from uuid import UUID, uuid4

from werkzeug.test import Client, TestResponse

from infra.sso.identity import Identity, SeenClaims
from infra.sso.sessions import Session
from infra.web.callers import browser
from tests.benchmarks.forks import Metrics
from tests.journeys.house import PUBLIC, House, Resident
from tests.journeys.world import CLS

THREADS = 8
REQUESTS = 2
OK, CREATED, SEE_OTHER, NOT_FOUND = 200, 201, 303, 404
OFFERED = re.compile(r'name="tenant" value="([^"]+)"')


@dataclass(slots=True)
class Turn:
    """What one person met: ms of each request and of the sign-in, answers that were not theirs."""

    client: Client
    taken: list[float] = field(default_factory=list)
    sign_in: float = 0.0
    wrong: int = 0

    def ask(self, method: str, url: str, status: int, **sent: Any) -> TestResponse:
        start = time.perf_counter()
        answer = self.client.open(url, method=method, base_url=PUBLIC, **sent)
        self.taken.append((time.perf_counter() - start) * 1e3)
        self.wrong += answer.status_code != status
        return answer


def begun(home: House, who: Resident) -> tuple[Client, Session]:
    """Back from the provider, whose part is not ours; in no space yet."""
    identity = Identity(
        issuer=home.providers["demo"].issuer,
        sub=who.sub,
        provider="demo",
        acr=None,
        auth_time=home.clock(),
        sid=None,
        claims=SeenClaims(),
        id_token="",
    )
    cookie, held = home.wiring.door.sessions.begin(identity)
    client = home.app.test_client()
    client.set_cookie(browser.SESSION, cookie, domain="pacte.test")
    client.environ_base["HTTP_X_CSRF_TOKEN"] = held.csrf
    return client, held


def arrived(home: House, who: Resident) -> Turn:
    """By the page that finds their spaces among all départements, and its form."""
    start = time.perf_counter()
    client, held = begun(home, who)
    turn = Turn(client)
    offered = OFFERED.findall(turn.ask("GET", "/espaces", OK).text)
    turn.wrong += offered != [who.tenant]
    form = {"csrf": held.csrf, "tenant": who.tenant, "grant": str(who.grant_id)}
    turn.ask("POST", "/espaces", SEE_OTHER, data=form)
    turn.sign_in = (time.perf_counter() - start) * 1e3
    return turn


def crowd(home: House, people: Sequence[Resident]) -> Metrics:
    """Nobody gets an answer of another tenant."""
    before = {code: _head(home, code) for code in {who.tenant for who in people}}
    tenants = sorted(before)
    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        turns = list(threads.map(partial(_at_work, home, tenants), people))
    taken = time.perf_counter() - start
    times = [one for turn in turns for one in turn.taken]
    crossed = sum(turn.wrong for turn in turns)
    for code, head in before.items():
        wrote = sum(who.tenant == code for who in people)
        crossed += abs(_head(home, code) - head - wrote)
    return {
        "p50_ms": median(times),
        "p95_ms": quantiles(times, n=100)[94],
        "entry_p50_ms": median(turn.sign_in for turn in turns),
        "entry_p95_ms": quantiles([turn.sign_in for turn in turns], n=100)[94],
        "per_s": len(times) / taken,
        "crossed": float(crossed),
    }


def _at_work(home: House, tenants: Sequence[str], who: Resident) -> Turn:
    turn = arrived(home, who)
    own = f"/api/v1/tenants/{who.tenant}/conventions"
    for _ in range(REQUESTS):
        turn.ask("GET", own, OK)
    body = CLS | {"territory_codes": [who.tenant]}
    headers = {"Idempotency-Key": str(uuid4())}
    made = turn.ask("POST", own, CREATED, json=body, headers=headers)
    stream = UUID((made.json or {})["id"])
    turn.wrong += stream not in home.wiring.pactes(who.tenant).repository
    neighbour = tenants[(tenants.index(who.tenant) + 1) % len(tenants)]
    if neighbour != who.tenant:
        turn.ask("GET", f"/api/v1/tenants/{neighbour}/conventions", NOT_FOUND)
    return turn


def _head(home: House, code: str) -> int:
    return home.wiring.pactes(code).recorder.max_notification_id() or 0
