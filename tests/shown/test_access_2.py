"""Every route × every role × {own tenant, another, one that is not there, nobody}, printed.

What is expected follows from the rights table alone: a route says which right it asks for.
Who comes past their time, or out of their reach: see test_access_2_doors.py.
"""

import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import StringIO
from urllib.parse import quote
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from domain.roles import MACHINES, Role
from infra.embedded.servers import Servers
from infra.sso.identity import Identity, SeenClaims
from infra.store.connections.names import PLATFORM
from infra.web.callers import browser
from infra.web.pages import ways
from services.ask import Caller
from services.rights import RIGHTS
from tests.furnished import furnished_database
from tests.journeys.test_every_route import is_problem
from tests.journeys.world import World, world
from tests.shown.matrix.counted import Tally, told
from tests.shown.matrix.named import ABSENT, ASKED, COMMANDS, OTHER, OWN, WITHOUT_ROUTE
from tests.shown.matrix.routes import LIST, SOMETHING, Route, form, mapped


@dataclass
class Seat:
    """Who sits before the browser."""

    cookie: str
    csrf: str
    chosen: Caller | None = None


@dataclass
class Matrix:
    here: World
    seat: Seat
    tally: Tally = field(default_factory=Tally)

    def token(self, role: Role, tenant: str) -> str:
        caller = self.here.caller(role, tenant, SOMETHING)
        scopes = frozenset(("read", "write")) if role in MACHINES else None
        token = f"matrix/{tenant}/{role}"
        self.here.callers[token] = replace(caller, scopes=scopes)
        return token

    def ask(self, route: Route, token: str | None, tenant: str = OWN) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": str(uuid4()), "If-Match": '"v1"'}
        if route.place == "t":
            return self.page(route, token, tenant)
        return self.here.app.test_client().open(
            route.url(tenant),
            method=route.method,
            headers=headers,
            json=route.body if route.method == "POST" else None,
            query_string=ASKED.get(route.rule.endpoint),
        )

    def page(self, route: Route, token: str | None, tenant: str) -> TestResponse:
        """By the session of a person who stands where the token says."""
        self.seat.chosen = self.here.callers.get(token or "")
        headers = {"Cookie": f"{browser.SESSION}={self.seat.cookie}"} if self.seat.chosen else {}
        return self.here.app.test_client(use_cookies=False).open(
            route.url(tenant),
            method=route.method,
            headers=headers,
            data=form(self.seat.csrf) if route.method == "POST" else None,
            query_string=ASKED.get(route.rule.endpoint),
        )

    def own(self, route: Route, role: Role) -> None:
        """Who stands where the route is: the table says what happens."""
        home = OWN if route.place in ("tenants", "t") else PLATFORM
        answer = self.ask(route, self.token(role, home))
        self.judge(route, role, answer)

    def judge(self, route: Route, role: Role, answer: TestResponse) -> None:
        self.tally.judge("own tenant", route, role, answer, RIGHTS.get((role, route.right)))

    def other(self, route: Route, role: Role) -> None:
        """A person of 48 elsewhere: the answer is that of a tenant that is not there."""
        token = self.token(role, OWN)
        if route.place == "national":
            self.from_below(route, role, token)
            return
        if route.place == "t":
            self.turned_away(route, role, token)
            return
        elsewhere, absent = (self.ask(route, token, code) for code in (OTHER, ABSENT))
        reference = absent if route.place == "tenants" else self.ask(LIST, token, ABSENT)
        same = told(elsewhere) == told(reference) == told(absent)
        for name, answer in (("another tenant", elsewhere), ("absent tenant", absent)):
            right = same and answer.status_code == 404
            self.tally.nothing(name, route, role, answer, right=right)

    def from_below(self, route: Route, role: Role, token: str) -> None:
        """National reads name no tenant; the framework alone is read by all."""
        answer = self.ask(route, token)
        if route.right == "read_framework":
            self.judge(route, role, answer)
            return
        right = answer.status_code == 404
        self.tally.nothing("another tenant", route, role, answer, right=right)

    def turned_away(self, route: Route, role: Role, token: str) -> None:
        """From a page of elsewhere people are sent to the choice of their own spaces."""
        elsewhere, absent = (self.ask(route, token, code) for code in (OTHER, ABSENT))
        where = [answer.headers.get("Location", "") for answer in (elsewhere, absent)]
        here, there = (quote(f"/t/{code}/", safe="") for code in (OTHER, ABSENT))
        same = where[0].replace(here, there) == where[1] and where[1].startswith("/espaces")
        for name, answer in (("another tenant", elsewhere), ("absent tenant", absent)):
            right = same and answer.status_code == 303
            self.tally.nothing(name, route, role, answer, right=right)

    def nobody(self, route: Route) -> None:
        for token in (None, "of nobody"):
            answer = self.ask(route, token)
            if route.place == "t":
                right = answer.headers.get("Location", "").startswith("/connexion")
            else:
                right = answer.status_code == 401 and is_problem(answer)
            self.tally.count("no token", route, None, answer, right=right)


@pytest.fixture(scope="module")
def here(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("home")
    with (
        furnished_database(servers, "48", "05") as database,
        world(database, servers.redis_url, folder) as made,
    ):
        yield made


@pytest.fixture
def seated(here: World, monkeypatch: pytest.MonkeyPatch) -> Seat:
    """A true session; in which space it stands is said by the test instead of by a member."""
    identity = Identity(
        issuer="https://sso.test",
        sub="somebody",
        provider="test",
        acr=None,
        auth_time=datetime.now(UTC),
        sid=None,
        claims=SeenClaims(),
        id_token="",
    )
    cookie, session = here.wiring.door.sessions.begin(identity)
    seat = Seat(cookie, session.csrf)
    monkeypatch.setattr(ways, "caller_in", lambda *_given: seat.chosen)
    return seat


def test_every_route_and_role_and_place(here: World, seated: Seat) -> None:
    found, unmapped = mapped(here.app)
    matrix = Matrix(here, seated)
    with redirect_stdout(StringIO()):
        for route in found:
            matrix.nobody(route)
            for role in Role:
                matrix.own(route, role)
                matrix.other(route, role)
    sys.stdout.write("\n".join(matrix.tally.report(len(found), len(unmapped))) + "\n")
    assert unmapped == []
    assert matrix.tally.successes == []
    assert matrix.tally.wrong == []
    assert {route.right for route in found} == COMMANDS - WITHOUT_ROUTE
