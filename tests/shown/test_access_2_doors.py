"""Every route × every role × {past its time, out of its reach}, by the true doors, printed.

A session over its eight hours, a token after its last day, a mandate that has ended; a commissioner
of another région, the hoster without break-glass, the national centre where nothing is open yet.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from domain.roles import MACHINES, MANDATED, Role
from infra.embedded.servers import Servers
from infra.sso.sessions import ABSOLUTE
from services.rights import RIGHTS
from tests.furnished import furnished_database
from tests.journeys.house import House, house
from tests.journeys.test_every_route import is_problem
from tests.shown.matrix.counted import Tally, code_of, told
from tests.shown.matrix.doors import ABOVE, MONTH, Bearing, ask, grant_of, resident, seated, token
from tests.shown.matrix.named import ABSENT, OWN
from tests.shown.matrix.routes import LIST, Route, mapped

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# Declared, and not open to anybody yet.
CLOSED = "06"
# Of the Lozère and the Hautes-Alpes neither lies there.
ELSEWHERE = "84"
SIGN_IN, SPACES = "/connexion", "/espaces"


@pytest.fixture(scope="module")
def home(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with (
        furnished_database(servers, "48", "05") as database,
        house(database, servers.redis_url, folder, following=False) as made,
    ):
        made.open_tenant(CLOSED, activate=False)
        yield made


@dataclass
class Doors:
    home: House
    found: list[Route]
    tally: Tally = field(default_factory=Tally)

    def expired(self, role: Role) -> None:
        """A session that is over is gone once it was asked for: each route meets another."""
        if role in MACHINES:
            old = token(self.home, role, MONTH + DAY)
            self.shut("expired token", role, lambda: old)
            return
        who = resident(self.home, role)
        grant_id = grant_of(self.home, who)
        self.shut("expired session", role, lambda: seated(self.home, who, grant_id, ABSOLUTE))

    def ended(self, role: Role) -> None:
        """The session lives, so a page leads to what is open to the person besides."""
        who = resident(self.home, role, ago=MONTH + DAY)
        bearing = seated(self.home, who, grant_of(self.home, who))
        self.shut("ended mandate", role, lambda: bearing, SPACES)

    def shut(
        self, name: str, role: Role, bearing: Callable[[], Bearing], leads: str = SIGN_IN
    ) -> None:
        for route in self.found:
            answer = ask(self.home, route, bearing())
            if route.place == "t":
                right = answer.headers.get("Location", "").startswith(leads)
            else:
                right = answer.status_code == 401 and is_problem(answer)
            self.tally.nothing(name, route, role, answer, right=right)

    def out_of_reach(self, role: Role, code: str) -> None:
        who = resident(self.home, role, region=ELSEWHERE)
        bearing = seated(self.home, who, grant_of(self.home, who))
        for route in self.found:
            if route.place in ("tenants", "t"):
                self.guessed(route, role, bearing, code)
            elif (role, route.right) not in RIGHTS:
                answer = ask(self.home, route, bearing)
                self.tally.judge("from above, at home", route, role, answer, None)

    def guessed(self, route: Route, role: Role, bearing: Bearing, code: str) -> None:
        """As of a tenant that is not there; a page of who belongs there leads to their own."""
        there, nowhere = (ask(self.home, route, bearing, each) for each in (code, ABSENT))
        same = _unnamed(there, code) == _unnamed(nowhere, ABSENT)
        for name, answer in (("out of reach", there), ("absent tenant", nowhere)):
            away = route.place == "t" and answer.headers.get("Location", "").startswith(SPACES)
            right = same and (away or code_of(answer) == "unknown-tenant")
            self.tally.nothing(name, route, role, answer, right=right)


def _unnamed(answer: TestResponse, code: str) -> Any:
    status, body, headers = told(answer)
    place = quote(f"/t/{code}/", safe="")
    return status, body, {name: text.replace(place, "") for name, text in headers.items()}


def test_nothing_opens_past_its_time_or_out_of_reach(home: House) -> None:
    found, unmapped = mapped(home.app)
    doors = Doors(home, found)
    with redirect_stdout(StringIO()):
        for role in Role:
            doors.expired(role)
        for role in MANDATED:
            doors.ended(role)
        for role, code in zip(ABOVE, (OWN, CLOSED, OWN), strict=True):
            doors.out_of_reach(role, code)
    sys.stdout.write("\n".join(doors.tally.report(len(found), len(unmapped))) + "\n")
    assert unmapped == []
    assert doors.tally.successes == []
    assert doors.tally.wrong == []


@pytest.mark.parametrize("role", Role)
def test_the_same_doors_are_open_a_moment_before(home: House, role: Role) -> None:
    """Else the cells above would prove nothing."""
    if role in MACHINES:
        bearing = token(home, role, MONTH)
    else:
        who = resident(home, role, ago=MONTH)
        bearing = seated(home, who, grant_of(home, who), ABSOLUTE - MINUTE)
    code = code_of(ask(home, LIST, bearing))
    assert code in {"", "forbidden"} | (
        {"unknown-tenant"} if role is Role.PLATFORM_ADMIN else set()
    )
