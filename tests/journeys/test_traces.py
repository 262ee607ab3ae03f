"""Who looks in from outside leaves one row in the tenant for each answer, before it leaves.

Also where the answer is that what was asked for is not there: it tells something of the tenant.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from werkzeug.test import TestResponse

from domain.roles import Role
from infra.clock import day_of
from infra.store.connections.names import PLATFORM
from infra.store.watch import looks
from services.access import commands, mandates
from tests.journeys.house import PUBLIC, House, Resident
from tests.journeys.sealing import sealed
from tests.journeys.story import Story
from tests.journeys.test_bad_input import problem
from tests.journeys.world import CLS

TENANT = "48"
# Of two tenants at once, a row in each: see test_two_departements.py.
OF_TWO = "/comparison/departements"
OF_TENANTS = "/api/v1/tenants/<code>"
REASON = "Journal arrêté."
# What an address must be asked with, by how it ends.
ASKED = {
    "comparison": {"from": "1", "to": "1"},
    "exercices": {"from": "2024", "to": "2024"},
    "inclusion": {"position": "1"},
    "consistency": {"old": "1"},
}


FAR = 10**9
NOBODY = UUID("7b1f9a34-7c1e-4c55-8d2a-0000000000aa")
# The same of what is not there: a moment that has not come, unless the address takes none.
MISSING: dict[str, dict[str, Any]] = {
    "checkpoint": {"covering": FAR},
    "inclusion": {"position": FAR},
    "consistency": {"old": 1, "size": FAR},
} | {end: {} for end in ("notifications", "access-log", "providers", str(NOBODY))}
NOT_COME = {"as_of": FAR}


@pytest.fixture(scope="module")
def story(one_house: House) -> Story:
    told = Story(one_house, TENANT)
    told.registry()
    told.draft()
    told.sign()
    one_house.reach(TENANT)
    sealed(one_house.wiring, TENANT)
    return told


@dataclass
class Leaving:
    """How many rows the tenant's access log has at the moment when a status line leaves."""

    home: House
    served: Callable[..., Any]
    rows: list[int] = field(default_factory=list)

    def __call__(self, environ: Any, start: Callable[..., Any]) -> Any:
        def starting(*given: Any) -> Any:
            self.rows.append(self.count())
            return start(*given)

        return self.served(environ, starting)

    def asked(
        self, who: Resident, ids: dict[str, Any], query: Callable[[str], dict[str, Any]]
    ) -> dict[str, tuple[int, int]]:
        """Of every address the status, and how many rows were there more when it left."""
        visitor, found = self.home.inside(who), {}
        for path in paths(self.home, ids):
            before = self.count()
            self.rows.clear()
            status = visitor.read(path, **query(path.rpartition("/")[2])).status_code
            found[path] = status, self.rows[-1] - before
        return found

    def count(self) -> int:
        with psycopg.connect(str(self.home.settings.database_owner_url)) as connection:
            found = connection.execute("SELECT count(*) FROM t_48.access_log").fetchall()
        return int(found[0][0])


@pytest.fixture
def leaving(home: House, monkeypatch: pytest.MonkeyPatch) -> Leaving:
    watched = Leaving(home, home.app.wsgi_app)
    monkeypatch.setattr(home.app, "wsgi_app", watched)
    return watched


def auditor(home: House) -> Resident:
    who = home.resident(Role.AUDITOR, TENANT)
    today = day_of(home.clock())
    command = commands.GrantAuditMandate(
        person_id=who.person_id,
        auditor_body="Chambre régionale des comptes",
        since=today,
        until=today + timedelta(days=30),
        legal_basis="Code des juridictions financières",
    )
    ask = home.asking(Role.TENANT_ADMIN, TENANT)
    mandates.grant_audit_mandate(home.wiring.pactes(TENANT), ask, command)
    return who


def breaker(home: House) -> Resident:
    who = home.resident(Role.PLATFORM_ADMIN, PLATFORM)
    assert opened(home, who).status_code == 201
    return who


def opened(home: House, who: Resident) -> TestResponse:
    visitor = home.inside(who)
    until = home.clock() + timedelta(hours=2)
    body = {"tenant": TENANT, "reason": REASON, "until": until.isoformat(timespec="seconds")}
    url = "/api/v1/platform/break-glass"
    headers = {"X-CSRF-Token": visitor.csrf(), "Idempotency-Key": str(who.person_id)}
    return visitor.http.post(url, base_url=PUBLIC, json=body, headers=headers)


def paths(home: House, ids: dict[str, Any]) -> Iterator[str]:
    """Every address of a tenant that is read, about things that are there."""
    adapter = home.app.url_map.bind("localhost")
    for rule in home.app.url_map.iter_rules():
        ours = rule.rule.startswith(OF_TENANTS) and not rule.rule.endswith(OF_TWO)
        if ours and "GET" in (rule.methods or ()):
            values = {name: ids[name] for name in rule.arguments}
            yield adapter.build(rule.endpoint, values, "GET").removeprefix("/api/v1/tenants/48")


def missing(end: str) -> dict[str, Any]:
    return ASKED.get(end, {}) | MISSING.get(end, NOT_COME)


@pytest.mark.parametrize("outsider", [auditor, breaker])
def test_every_answer_to_an_outsider_is_known_before_it_leaves(
    home: House, story: Story, leaving: Leaving, outsider: Callable[[House], Resident]
) -> None:
    ids = {
        "code": TENANT,
        "convention_id": UUID(story.convention),
        "version_no": 1,
        "event": "1",
        "person_id": home.caller(Role.PREFET_SIGNATORY, TENANT).person_id,
    }
    found = leaving.asked(outsider(home), ids, lambda end: ASKED.get(end, {}))
    told = {path for path, (status, _) in found.items() if status == 200}
    assert f"/persons/{ids['person_id']}" in told
    assert len(told) > 8
    assert found == {path: (200, 1) if path in told else (403, 0) for path in found}


@pytest.mark.parametrize("outsider", [auditor, breaker])
def test_so_is_every_answer_that_it_is_not_there(
    home: House, story: Story, leaving: Leaving, outsider: Callable[[House], Resident]
) -> None:
    ids = {
        "code": TENANT,
        "convention_id": UUID(story.convention),
        "version_no": 99,
        "event": str(FAR),
        "person_id": NOBODY,
    }
    found = leaving.asked(outsider(home), ids, missing)
    untold = [path for path, (status, _) in found.items() if status in (400, 404)]
    assert f"/persons/{NOBODY}" in untold
    assert len(untold) > 8
    assert found == {path: (status, int(status != 403)) for path, (status, _) in found.items()}


def test_only_who_may_read_is_told_how_far_the_log_has_come(home: House, story: Story) -> None:
    """Nor does anybody wait for what will not come."""
    far = 10**9
    draft = story.ask(Role.DEPT_AGENT, "/conventions", CLS)
    partner, admin = story.person(Role.PARTNER_AGENT), story.person(Role.TENANT_ADMIN)
    refused: list[TestResponse] = [
        partner.get(f"/conventions/{draft['id']}", min_position=far),
        partner.get("/trail", min_position=far),
        admin.get("/conventions", min_position=far),
    ]
    for answer in refused:
        problem(answer, 403, "forbidden")
    agent = story.person(Role.DEPT_AGENT)
    problem(agent.get("/trail", min_position=far), 400, "position-beyond-head")


def looked(home: House, who: Resident) -> list[tuple[str, str]]:
    """Newest first: what, and by which opening."""
    found = looks.page(home.wiring.pool, TENANT)
    return [
        (one["query"], one["purpose"]) for one in found if one["person_id"] == str(who.person_id)
    ]


def test_the_tenant_knows_of_an_opening_even_when_nothing_is_read(home: House) -> None:
    who = home.resident(Role.PLATFORM_ADMIN, PLATFORM)
    made = opened(home, who).json or {}
    assert looked(home, who) == [("open_break_glass", made["created"])]
    assert home.inside(who).read("/conventions").status_code == 200
    assert looked(home, who)[0] == ("read_conventions", made["created"])
    admin = home.inside(home.resident(Role.TENANT_ADMIN, TENANT))
    shown = (admin.read("/access-log").json or {})["items"]
    assert [one["purpose"] for one in shown[:2]] == [made["created"]] * 2


def test_what_the_tenant_cannot_be_told_is_not_opened(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise psycopg.OperationalError

    who = home.resident(Role.PLATFORM_ADMIN, PLATFORM)
    with monkeypatch.context() as patch:
        patch.setattr(looks, "record", lost)
        problem(opened(home, who), 503, "access-log-unavailable")
    problem(home.inside(who).read("/conventions"), 404, "unknown-tenant")
