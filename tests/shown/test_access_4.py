"""The commissioner of region 76: thirteen départements answer, and keep who looked.

05 and 42 answer exactly as a tenant that does not exist, to the letter of every header.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from werkzeug.test import TestResponse

from domain.cog import REGION_OF
from domain.roles import Role
from infra.clock import day_of
from infra.embedded.servers import Servers
from infra.store.connections.names import PLATFORM, compose
from infra.store.watch import looks
from infra.web import reads
from services.access import commands, mandates, members
from tests.journeys.house import House, Resident, Visitor, house
from tests.journeys.test_bad_input import problem
from tests.servers import fresh_database

OURS = tuple(sorted(code for code, region in REGION_OF.items() if region == "76"))
OTHERS = ("05", "42")
ABSENT = "99"


@dataclass(frozen=True, slots=True)
class Seat:
    home: House
    who: Resident
    visitor: Visitor

    def looks(self, tenant: str) -> list[dict[str, Any]]:
        found = looks.page(self.home.wiring.pool, tenant)
        return [one for one in found if one["person_id"] == str(self.who.person_id)]


@pytest.fixture(scope="module")
def home(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with (
        fresh_database(servers) as database,
        house(database, servers.redis_url, folder, following=False, codes=(*OURS, *OTHERS)) as made,
    ):
        yield made


@pytest.fixture
def seat(home: House) -> Seat:
    who = home.resident(Role.COMMISSIONER, PLATFORM)
    today = day_of(home.clock())
    command = commands.GrantRegionalMandate(
        person_id=who.person_id, region_code="76", since=today, until=today + timedelta(days=30)
    )
    mandates.grant_regional_mandate(home.wiring.platform(), home.hoster(), command)
    return Seat(home, who, home.inside(who))


def told(answer: TestResponse) -> tuple[int, dict[str, Any], dict[str, str]]:
    """All of an answer but what names this very request."""
    body = dict(answer.json or {})
    assert body.pop("correlation_id")
    headers = dict(answer.headers)
    assert headers.pop("X-Correlation-Id")
    return answer.status_code, body, headers


def test_thirteen_answer_and_the_others_do_not_exist(seat: Seat) -> None:
    assert len(OURS) == 13
    for code in OURS:
        answer = seat.visitor.read("/conventions", tenant=code)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        (look,) = seat.looks(code)
        assert (look["role"], look["home"], look["query"]) == (
            "commissioner",
            PLATFORM,
            "read_conventions",
        )
        assert look["correlation_id"] == answer.headers["X-Correlation-Id"]
    convention = uuid4()
    for path in ("/conventions", f"/conventions/{convention}", "/organizations", "/trail", "/x"):
        absent = seat.visitor.read(path, tenant=ABSENT)
        problem(absent, 404, "unknown-tenant")
        for code in OTHERS:
            assert told(seat.visitor.read(path, tenant=code)) == told(absent)
    for code in OTHERS:
        assert seat.looks(code) == []


def test_nothing_can_be_written_from_above(seat: Seat) -> None:
    heads = seat.home.heads()
    for code in (*OURS[:2], *OTHERS):
        answer = seat.visitor.write("/conventions", {}, tenant=code)
        assert answer.status_code in (403, 404, 409, 422), answer.text
    assert seat.home.heads() == heads


def test_the_look_stands_before_the_answer_leaves(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another connection sees it while the answer is still being written."""
    seen, written = [], reads.response

    def watched(*given: Any) -> Any:
        with psycopg.connect(str(seat.home.settings.database_owner_url)) as connection:
            rows = connection.execute("SELECT entry FROM t_48.access_log").fetchall()
        seen.append(sum(str(seat.who.person_id).encode() in row for (row,) in rows))
        return written(*given)

    monkeypatch.setattr(reads, "response", watched)
    assert seat.visitor.read("/conventions", tenant="48").status_code == 200
    assert seen == [1]


def test_without_the_log_of_looks_there_is_no_answer(seat: Seat) -> None:
    """503, and nothing of what was read."""
    with psycopg.connect(str(seat.home.settings.database_owner_url), autocommit=True) as owner:
        for function in ("look", "another"):
            other = "another" if function == "look" else "look"
            owner.execute(
                compose(
                    "ALTER FUNCTION {schema}.{name}(bytea) RENAME TO {other}",
                    schema="t_48",
                    name=function,
                    other=other,
                )
            )
            if function == "look":
                answer = seat.visitor.read("/conventions", tenant="48")
                body = problem(answer, 503, "access-log-unavailable")
                assert answer.headers["Retry-After"]
                assert "items" not in body
                assert "Pacte-Position" not in answer.headers
                assert seat.looks("48") == []
    assert seat.visitor.read("/conventions", tenant="48").status_code == 200


def test_a_mandate_that_ends_or_is_revoked_ends_every_look(seat: Seat) -> None:
    home = seat.home
    member = home.wiring.platform()
    mandate = members.found(member, seat.who.person_id).mandates[0]
    assert seat.visitor.read("/conventions", tenant="48").status_code == 200
    command = commands.RevokeMandate(
        person_id=seat.who.person_id, mandate_id=mandate.mandate_id, reason="Un motif."
    )
    mandates.revoke_mandate(member, home.hoster(), command)
    problem(seat.visitor.read("/conventions", tenant="48"), 401, "authentication-required")
