"""Every route × every role × {own tenant, another, one that is not there, nobody}, printed.

What is expected follows from the rights table alone: a route says which right it asks for.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from domain.roles import MACHINES, Role
from infra.embedded.servers import Servers
from infra.sso.identity import Identity, SeenClaims
from infra.store.connections.names import PLATFORM
from infra.web.callers import browser
from infra.web.pages import ways
from services.ask import Caller
from services.rights import LINES, RIGHTS
from services.target import always
from tests.furnished import furnished_database
from tests.journeys.test_every_route import is_problem, routes
from tests.journeys.world import World, world

OWN, OTHER, ABSENT = "48", "05", "99"
SOMETHING = UUID("7b1f9a34-7c1e-4c55-8d2a-0000000000ff")
# Served to whoever comes: no right is asked.
OPEN = (
    "/health/",
    "/metrics",
    "/api/docs",
    "/api/v1/openapi.json",
    "/static/",
    "/connexion",
    "/auth/",
    "/accessibilite",
)
# Of the person alone, in no space: the session, the choice of a space, an invitation.
OF_THE_PERSON = {
    "page_arriving.start",
    "page_arriving.sign_out",
    "page_spaces.choose",
    "page_spaces.chosen",
    "page_account.mine",
    "page_account.end_one",
    "page_invited.open_link",
    "page_invited.show",
    "page_invited.accepted",
}
# A command’s route bears the name of its right; these are named otherwise.
# Without these there is nothing to answer.
ASKED = {
    "evidence.inclusion": {"position": "1"},
    "evidence.consistency": {"old": "1"},
    "comparison.get_conventions_uuidconvention_id_comparison_departements": {"with": OTHER},
    "page_comparing.departements": {"with": OTHER},
}
RIGHT_OF = {
    "persons.create": "create_person",
    "persons.correct": "correct_person",
    "persons.read": "read_persons",
    "platform_persons.create_above": "create_person",
    "conventions.get_conventions": "read_conventions",
    "conventions.get_conventions_uuidconvention_id": "read_convention",
    "conventions.get_conventions_uuidconvention_id_versions": "read_versions",
    "conventions.get_conventions_uuidconvention_id_versions_noversion_no": "read_convention",
    "actions.get_conventions_uuidconvention_id_actions": "read_actions",
    "funding.get_conventions_uuidconvention_id_funding": "read_funding",
    "comparison.get_conventions_uuidconvention_id_comparison": "read_comparison",
    "comparison.get_conventions_uuidconvention_id_comparison_exercices": "read_comparison",
    "comparison.get_conventions_uuidconvention_id_comparison_departements": "read_comparison",
    "joinings.get_conventions_uuidconvention_id_partners": "read_partners",
    "signing.get_conventions_uuidconvention_id_signatures": "read_signatures",
    "signing.get_signatures_awaited": "read_signatures_awaited",
    "organizations.get_organizations": "read_organizations",
    "trail.get_trail": "read_audit_trail",
    "replay.get_replay": "read_replay",
    "replay.get_conventions_uuidconvention_id_replay": "read_replay",
    "trail.get_conventions_uuidconvention_id_events": "read_audit_trail",
    "events.get_events_event": "read_event",
    "events.get_events_event_effects": "read_event",
    "events.get_events_event_request": "read_event",
    "events.notifications": "read_event",
    "evidence.checkpoint": "read_evidence",
    "evidence.inclusion": "read_evidence",
    "evidence.consistency": "read_evidence",
    "evidence.bundle": "read_bundle",
    "members.get_members": "read_members",
    "platform_members.get_members": "read_members",
    "access_log.access_log": "read_access_log",
    "providers.serving": "read_providers",
    "platform_providers.get_providers": "read_providers",
    "platform_tenants.get_tenants": "read_tenants",
    "page_signing.awaited": "read_signatures_awaited",
    "page_signing.show": "read_convention",
    "page_signing.sign": "sign",
    "page_signing.refuse": "refuse_signature",
    "page_signing.receipt": "read_convention",
    "page_comparing.states": "read_comparison",
    "page_comparing.exercices": "read_comparison",
    "page_comparing.departements": "read_comparison",
    "national.overview": "read_overview",
    "national.receipt": "read_overview",
    "national.framework": "read_framework",
    "national.tenants": "read_tenants",
}
# Asked by the command line or the worker, and by a page of the person alone.
WITHOUT_ROUTE = {
    "accept_invitation",
    "import_conventions",
    "activate_tenant",
    "close_tenant",
    "export_tenant",
    "move_tenant",
    "receive_tenant",
    "export_audit",
    "erase_person",
    "erase_text",
    "publish_framework",
    "register_measure",
    "publish_kind_rules",
}
COMMANDS = {name for name, _ in LINES}


@dataclass
class Route:
    """`place`: `tenants`, `platform` or `national` of the API, or `t`: the pages of a tenant."""

    method: str
    rule: Rule
    right: str
    place: str
    body: Any

    def url(self, tenant: str = OWN) -> str:
        """Of things that do not exist: the rights are judged before."""
        ids = {"code": tenant, "tenant_code": OTHER, "version_no": "1", "version": "1"}
        return re.sub(
            r"<(?:[^:>]+:)?([^>]+)>",
            lambda found: ids.get(found[1], str(SOMETHING)),
            self.rule.rule,
        )


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
    cells: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    successes: list[str] = field(default_factory=list)

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
        form = {"csrf": self.seat.csrf, "key": str(uuid4()), "hash": "0" * 64, "motive": "Motif."}
        form |= {"version": "1", "signatory": str(SOMETHING)}
        return self.here.app.test_client(use_cookies=False).open(
            route.url(tenant),
            method=route.method,
            headers=headers,
            data=form if route.method == "POST" else None,
            query_string=ASKED.get(route.rule.endpoint),
        )

    def own(self, route: Route, role: Role) -> None:
        """Who stands where the route is: the table says what happens."""
        home = OWN if route.place in ("tenants", "t") else PLATFORM
        answer = self.ask(route, self.token(role, home))
        self.judge(route, role, answer, RIGHTS.get((role, route.right)))

    def judge(self, route: Route, role: Role, answer: TestResponse, predicate: Any) -> None:
        code = (answer.json or {}).get("type", "").rpartition(":")[2]
        if predicate is None:
            kind, right = "refused", code == "forbidden"
        elif predicate is always:
            kind, right = "allowed", code not in STRANGE | {"forbidden"}
        else:
            kind, right = "conditional", code not in STRANGE
        self.count(f"own tenant, {kind}", route, role, answer, right=right)

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
            self.count(name, route, role, answer, right=same and answer.status_code == 404)
            if answer.status_code < 400:
                self.successes.append(f"{role} {route.method} {route.rule.rule}")

    def from_below(self, route: Route, role: Role, token: str) -> None:
        """National reads name no tenant; the framework alone is read by all."""
        answer = self.ask(route, token)
        if route.right == "read_framework":
            self.judge(route, role, answer, RIGHTS.get((role, route.right)))
            return
        self.count("another tenant", route, role, answer, right=answer.status_code == 404)
        if answer.status_code < 400:
            self.successes.append(f"{role} {route.method} {route.rule.rule}")

    def turned_away(self, route: Route, role: Role, token: str) -> None:
        """From a page of elsewhere people are sent to the choice of their own spaces."""
        elsewhere, absent = (self.ask(route, token, code) for code in (OTHER, ABSENT))
        where = [answer.headers.get("Location", "") for answer in (elsewhere, absent)]
        here, there = (quote(f"/t/{code}/", safe="") for code in (OTHER, ABSENT))
        same = where[0].replace(here, there) == where[1] and where[1].startswith("/espaces")
        for name, answer in (("another tenant", elsewhere), ("absent tenant", absent)):
            self.count(name, route, role, answer, right=same and answer.status_code == 303)
            if answer.status_code < 300:
                self.successes.append(f"{role} {route.method} {route.rule.rule}")

    def nobody(self, route: Route) -> None:
        for token in (None, "of nobody"):
            answer = self.ask(route, token)
            if route.place == "t":
                right = answer.headers.get("Location", "").startswith("/connexion")
            else:
                right = answer.status_code == 401 and is_problem(answer)
            self.count("no token", route, None, answer, right=right)

    def report(self, found: int, unmapped: int) -> Iterator[str]:
        yield f"routes                  {found}"
        yield f"roles                   {len(Role)}"
        yield f"cells                   {self.cells.total()}"
        for name, count in sorted(self.cells.items()):
            yield f"  {name:<26}{count}"
        yield f"unmapped                {unmapped}"
        yield f"cross-tenant successes  {len(self.successes)}"

    def count(
        self, name: str, route: Route, role: Role | None, answer: TestResponse, *, right: bool
    ) -> None:
        self.cells[name] += 1
        if not right or answer.status_code >= 500:
            self.wrong.append(
                f"{name}: {role} {route.method} {route.rule.rule} ({route.right})"
                f" -> {answer.status_code} {answer.text[:90]}"
            )


STRANGE = {"authentication-required", "unknown-tenant", "invalid", "malformed-request"}
LIST = Route("GET", Rule("/api/v1/tenants/<code>/conventions"), "read_conventions", "tenants", None)


def told(answer: TestResponse) -> tuple[int, Any, Any]:
    """All that a stranger can tell two answers apart by, but the time that they take."""
    headers = {name: text for name, text in answer.headers if name != "X-Correlation-Id"}
    headers.pop("Content-Length")
    body = {**(answer.json or {}), "correlation_id": None}
    return answer.status_code, body, headers


def example(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """The least that the schema of a body takes."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return example(document["components"]["schemas"][name], document)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        wanted = schema.get("required", [])
        return {name: example(schema["properties"][name], document) for name in wanted}
    if kind == "array":
        return [example(schema["items"], document)]
    plain: dict[str, Any] = {"integer": schema.get("minimum", 1), "boolean": False}
    return plain.get(kind, FORMS.get(schema.get("format", ""), "texte"[: schema.get("maxLength")]))


FORMS = {"uuid": str(SOMETHING), "date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z"}


def mapped(here: World) -> tuple[list[Route], list[str]]:
    """The routes with their rights, and those of which nobody said which right they ask for."""
    document = here.app.test_client().get("/api/v1/openapi.json").json
    assert document is not None
    found, unmapped = [], []
    for method, _, rule in routes(here.app):
        if rule.rule.startswith(OPEN) or rule.endpoint in OF_THE_PERSON:
            continue
        right = RIGHT_OF.get(rule.endpoint, rule.endpoint.rpartition(".")[2])
        if right not in COMMANDS:
            unmapped.append(f"{method} {rule.rule} ({rule.endpoint})")
            continue
        if rule.rule.startswith("/t/"):
            found.append(Route(method, rule, right, "t", None))
            continue
        place = rule.rule.split("/")[3]
        path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)
        content = document["paths"][path][method.lower()].get("requestBody", {}).get("content")
        schema = content["application/json"]["schema"] if content else {}
        found.append(Route(method, rule, right, place, example(schema, document)))
    return found, unmapped


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
    found, unmapped = mapped(here)
    matrix = Matrix(here, seated)
    with redirect_stdout(StringIO()):
        for route in found:
            matrix.nobody(route)
            for role in Role:
                matrix.own(route, role)
                matrix.other(route, role)
    sys.stdout.write("\n".join(matrix.report(len(found), len(unmapped))) + "\n")
    assert unmapped == []
    assert matrix.successes == []
    assert matrix.wrong == []
    assert {route.right for route in found} == COMMANDS - WITHOUT_ROUTE
