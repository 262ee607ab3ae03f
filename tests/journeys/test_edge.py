"""The edge: names, proxies, headers, redirects, limits, and errors that tell nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from psycopg.conninfo import make_conninfo
from structlog.testing import capture_logs
from werkzeug.test import Client

from domain.roles import Role
from infra.counters import Limit
from infra.settings import Settings
from infra.store.connections.pool import Pool
from infra.web import journal, limits
from infra.web.limits import COUNTED, LIMITS, Limits
from infra.wiring import Wiring
from tests.journeys.access.test_machines import issued
from tests.journeys.house import HTML, PUBLIC, House
from tests.journeys.test_bad_input import problem
from tests.journeys.test_every_route import routes
from tests.journeys.world import CLS, World

NOWHERE = "redis://127.0.0.1:9/0"


def rebuilt(here: World, **changes: object) -> World:
    """The same Pacte in another process, with other settings."""
    changed: Settings = replace(here.settings.without_owner(), **changes)  # type: ignore[arg-type]
    return World(changed, Wiring(changed))


@pytest.fixture
def few(home: House) -> Iterator[House]:
    """Three tries for an address, two for an account."""
    usual = dict(home.app.extensions["limits"])
    seldom = Limits(Limit(3, 60), Limit(2, 60))
    home.app.extensions["limits"].update(dict.fromkeys(LIMITS, seldom))
    home.wiring.redis.flushall()
    yield home
    home.app.extensions["limits"].update(usual)
    home.wiring.redis.flushall()


# Names


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("pacte.test", 200),
        ("PACTE.test", 200),
        ("pacte.test:443", 200),
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("[::1]:8000", 200),
        ("evil.test", 400),
        ("pacte.test.evil.test", 400),
        ("evilpacte.test", 400),
        ("sub.pacte.test", 400),
        ("pacte.test@evil.test", 400),
        ("169.254.169.254", 400),
        ("pacte.test evil.test", 400),
        ("pacte.test/evil", 400),
        ("", 400),
    ],
)
def test_it_answers_to_its_own_names_alone(home: House, host: str, status: int) -> None:
    for path in ("/connexion", "/health/live", "/api/v1/openapi.json"):
        answer = home.app.test_client().get(path, headers={"Host": host})
        assert answer.status_code == status, path
        assert not host or host not in answer.text or status == 200


def test_behind_a_proxy_it_answers_to_the_public_name_and_to_its_own(here: World) -> None:
    open_to_all = rebuilt(here, listen="192.0.2.7:8000", public_url=PUBLIC)
    for host, status in (("pacte.test", 200), ("192.0.2.7:8000", 200), ("localhost", 400)):
        answer = open_to_all.app.test_client().get("/health/live", headers={"Host": host})
        assert answer.status_code == status


# Proxies


def seen_by(app: Flask, forwarded: str) -> tuple[str | None, str]:
    """Whom it takes for the client, and by which scheme."""
    found: list[tuple[str | None, str]] = []

    def spy(environ: dict[str, str], start: object) -> list[bytes]:
        found.append((environ.get("REMOTE_ADDR"), environ["wsgi.url_scheme"]))
        start("200 OK", [])  # type: ignore[operator]
        return [b""]

    wrapped = app.wsgi_app
    if hasattr(wrapped, "app"):
        wrapped.app = spy
    else:
        app.wsgi_app = spy  # type: ignore[method-assign,assignment]
    headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"}
    Client(app).get("/", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    return found[0]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
    ],
)
def test_as_many_proxies_are_believed_as_were_said(
    here: World, proxies: int, forwarded: str, client: str
) -> None:
    address, scheme = seen_by(rebuilt(here, proxies=proxies).app, forwarded)
    assert address == client
    assert (scheme == "https") == (proxies == 1)


def test_no_header_of_a_proxy_changes_the_name(here: World) -> None:
    behind = rebuilt(here, proxies=1)
    headers = {"X-Forwarded-Host": "evil.test", "X-Forwarded-Prefix": "/evil"}
    answer = behind.app.test_client().get("/", headers=headers)
    assert answer.headers["Location"] == "/connexion"


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "status"),
    [
        (0, "127.0.0.1", None, 200),
        (0, "::1", None, 200),
        (0, "203.0.113.9", None, 404),
        (0, "203.0.113.9", "127.0.0.1", 404),
        (1, "127.0.0.1", None, 200),
        (1, "127.0.0.1", "203.0.113.9", 404),
        (1, "127.0.0.1", "127.0.0.1, 203.0.113.9", 404),
        (1, "203.0.113.9", "127.0.0.1", 404),
        (0, "", None, 404),
    ],
)
def test_metrics_are_told_to_this_machine_alone(
    here: World, proxies: int, peer: str, forwarded: str | None, status: int
) -> None:
    client = rebuilt(here, proxies=proxies).app.test_client()
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": peer})
    assert answer.status_code == status
    if status == 404:
        nowhere = problem(client.get("/metric"), 404, "unknown-address")
        told = problem(answer, 404, "unknown-address")
        assert told | {"correlation_id": ""} == nowhere | {"correlation_id": ""}


# Headers


def test_every_answer_holds_browsers_back(home: House) -> None:
    visitor = home.inside(home.resident(Role.DEPT_AGENT))
    seen = 0
    for method, url, _ in routes(home.app):
        for client in (home.app.test_client(), visitor.http):
            answer = client.open(url, method=method, base_url=PUBLIC, headers=HTML)
            headers, seen = answer.headers, seen + 1
            assert headers["X-Content-Type-Options"] == "nosniff", url
            assert headers["Referrer-Policy"] == "no-referrer", url
            assert headers["X-Frame-Options"] == "DENY", url
            assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
            assert "camera=()" in headers["Permissions-Policy"], url
            policy = headers["Content-Security-Policy"]
            for told in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
                assert told in policy, url
            assert "form-action" in policy, url
            assert "unsafe-inline" not in policy or url.startswith("/api/docs/"), url
            assert "unsafe-eval" not in policy, url
            if answer.data:
                kind = headers["Content-Type"]
                assert "charset=" in kind or "json" in kind or "image/" in kind, (url, kind)
        if url == "/deconnexion":
            visitor = home.inside(home.resident(Role.DEPT_AGENT))
    assert seen > 100


def test_without_tls_nothing_is_promised_about_it(here: World) -> None:
    answer = here.app.test_client().get("/connexion")
    assert "Strict-Transport-Security" not in answer.headers


def test_the_documentation_runs_the_one_script_that_was_named(here: World) -> None:
    answer = here.app.test_client().get("/api/docs/")
    policy = answer.headers["Content-Security-Policy"]
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts
    assert "unsafe" not in scripts[1]
    assert scripts[1].count("sha256-") == len(re.findall(r"<script>", answer.text)) == 1
    assert not re.search(r"\son[a-z]+=", answer.text)


def test_pages_hold_nothing_inline(home: House) -> None:
    visitor = home.inside(home.resident(Role.DEPT_MANAGER))
    for path in ("/connexion", "/espaces", "/compte", "/t/48/a-signer", "/auth/logged-out", "/x"):
        text = visitor.get(path).text
        assert "<main" in text, path
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", text), path


@pytest.mark.parametrize("path", ["/connexion", "/espaces", "/static/pacte.css", "/metrics", "/x"])
@pytest.mark.parametrize("method", ["TRACE", "BREW", "CONNECT", "PUT", "DELETE", "PATCH"])
def test_no_method_but_those_that_are_served(home: House, path: str, method: str) -> None:
    answer = home.app.test_client().open(path, method=method, base_url=PUBLIC)
    problem(answer, *((404, "unknown-address") if path == "/x" else (405, "method-not-allowed")))


# Errors


@pytest.mark.parametrize("path", ["/connexion", "/api/v1/openapi.json"])
def test_an_unforeseen_error_says_nothing_of_itself(
    home: House, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def fail(*_: object) -> str:
        raise ValueError("SELECT secret FROM t_48.person")

    view = "page_arriving.sign_in" if path == "/connexion" else "api-docs.openapi_json"
    monkeypatch.setitem(home.app.view_functions, view, fail)
    for headers in ({}, HTML):
        answer = home.app.test_client().get(path, base_url=PUBLIC, headers=headers)
        assert answer.status_code == 500
        for word in ("SELECT", "secret", "Traceback", "ValueError", ".py", "t_48"):
            assert word not in answer.text + str(answer.headers)


def test_without_database_who_is_signed_in_is_told_so(home: House) -> None:
    """The page looks for nobody's provider; nothing that every answer has is missing."""
    cookie = home.inside(home.resident(Role.DEPT_AGENT)).cookie()
    away = make_conninfo(home.settings.database_url, port="9")
    changed = replace(home.settings.without_owner(), database_url=away)
    visitor = House(changed, Wiring(changed, home.clock)).browser()
    visitor.give_cookie(str(cookie))
    for path in ("/compte", "/espaces"):
        with capture_logs() as logs:
            answer = visitor.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert "La base de données ne répond pas" in answer.text
        assert answer.headers["X-Correlation-Id"] in answer.text
        assert "Strict-Transport-Security" in answer.headers
        assert answer.headers["Content-Security-Policy"].endswith("form-action 'self'")
        assert [line["status"] for line in logs if line["event"] == "request"] == [503]


def test_nothing_but_the_journal_runs_after_every_request(home: House) -> None:
    assert home.app.after_request_funcs[None] == [journal.end]


# Redirects

HOSTILE = (
    "https://evil.test",
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/\t/evil.test",
    "/%09/evil.test",
    "javascript:alert(1)",
    "/t/48/a-signer@evil.test",
    "/t/..//evil.test",
    "/t/48/../../evil.test",
    "/t/48/a-signer\r\nLocation: https://evil.test",
    "/t/48/a-signer?next=//evil.test",
    "/t/48/a-signer#//evil.test",
    "https:/t/48/a-signer",
    "/espaces/../auth/demo/begin",
    "/deconnexion",
    "/auth/demo/begin",
    "/api/v1/openapi.json",
    "/ｔ/48/a-signer",
    "",
    "\x00",
)
PIECES = st.sampled_from(
    [
        "/",
        "\\",
        ":",
        "//",
        "https:",
        "evil.test",
        "@",
        "t",
        "48",
        "a-signer",
        "..",
        "%2f",
        "?",
        "\n",
    ]
)
URLS = st.one_of(st.lists(PIECES, max_size=9).map("".join), st.text(max_size=40))
OURS = re.compile(
    r"/(espaces|compte|invitation|t/[A-Za-z0-9]{2,8}/[a-z0-9/-]{1,120}"
    r"(\?[A-Za-z0-9=&:.+%_-]{1,240})?)"
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(target=URLS)
@example(target="/t/48/a-signer")
def test_wherever_a_link_wants_people_go_to_a_page_of_ours(home: House, target: str) -> None:
    sent = home.app.test_client().get("/connexion", query_string={"next": target}, base_url=PUBLIC)
    (link,) = re.findall(r'href="(/auth/demo/begin[^"]*)"', sent.text)
    begun = home.browser()
    begun.get("/auth/demo/begin", query_string={"next": target})
    kept = home.wiring.door.begun
    assert kept is not None
    (name,) = home.wiring.redis.keys(f"pacte:{home.wiring.pool.database}:pending:*")
    stored = home.wiring.redis.get(name)
    home.wiring.redis.delete(name)
    told = re.search(r'"target":"([^"]*)"', stored.decode())  # type: ignore[union-attr]
    assert told
    assert OURS.fullmatch(told[1])
    assert "evil" not in link


@pytest.mark.parametrize("target", HOSTILE)
def test_no_hostile_target_is_followed(home: House, target: str) -> None:
    agent = home.resident(Role.DEPT_AGENT)
    visitor = home.browser()
    answer = visitor.sign_in(agent.sub, next=target)
    assert answer.headers["Location"] == "/t/48/a-signer"
    chosen = visitor.post(
        "/espaces", {"tenant": "48", "grant": str(agent.grant_id), "next": target}
    )
    assert chosen.headers["Location"] == "/t/48/a-signer"
    confirmed = visitor.sign_in(agent.sub, confirm="1", next=target)
    assert confirmed.headers["Location"] in ("/espaces", "/t/48/a-signer")
    form = {"page": target, "csrf": "wrong"}
    refused = visitor.post(f"/t/48/a-signer/{uuid4()}/signature", form)
    assert refused.status_code >= 400
    main = refused.text.partition("<main")[2].partition("</main")[0]
    assert re.findall(r'href="([^"]*)"', main) == ["/"]


# Limits


def test_what_is_counted_is_served(home: House) -> None:
    assert COUNTED.keys() <= home.app.view_functions.keys()
    assert set(COUNTED.values()) <= LIMITS.keys()


def test_a_sign_in_is_begun_so_often_from_one_address(few: House) -> None:
    answers = [few.browser().begin() for _ in range(5)]
    assert [one.status_code for one in answers] == [303, 303, 303, 429, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert "Trop de requêtes" in answers[-1].text
    elsewhere = few.app.test_client().get(
        "/auth/demo/begin", base_url=PUBLIC, environ_base={"REMOTE_ADDR": "203.0.113.9"}
    )
    assert elsewhere.status_code == 303


def test_an_account_signs_in_so_often_from_wherever(few: House) -> None:
    agent = few.resident(Role.DEPT_AGENT)
    other = few.resident(Role.DEPT_AGENT)
    statuses = []
    for _ in range(3):
        statuses.append(few.browser().sign_in(agent.sub).status_code)
        # The address is not what is counted here.
        few.app.extensions["limits"][limits.SIGN_IN] = Limits(Limit(99, 60), Limit(2, 60))
    assert statuses == [303, 303, 429]
    assert few.browser().sign_in(other.sub).status_code == 303


def test_links_of_invitations_are_not_tried_out(few: House) -> None:
    visitor = few.browser()
    statuses = [visitor.get(f"/invitation/48/{uuid4()}").status_code for _ in range(4)]
    assert statuses == [303, 303, 303, 429]


def test_to_ask_for_the_headers_alone_counts_too(few: House) -> None:
    for path in ("/auth/demo/begin", f"/invitation/48/{uuid4()}"):
        client = few.browser().http
        options = {client.options(path, base_url=PUBLIC).status_code for _ in range(4)}
        statuses = [client.head(path, base_url=PUBLIC).status_code for _ in range(4)]
        assert (options, statuses) == ({200}, [303, 303, 303, 429])


def test_wrong_tokens_are_counted_and_right_ones_are_not(few: House) -> None:
    agent = few.person(Role.DEPT_AGENT)
    client = few.app.test_client()
    url = "/api/v1/tenants/48/conventions"
    wrong = {"Authorization": "Bearer wrong"}
    statuses = [client.get(url, headers=wrong).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]
    assert int(problem_of_limit(client.get(url, headers=wrong))) > 0
    assert agent.get("/conventions").status_code == 200


def test_who_guessed_too_often_is_refused_before_any_work(
    few: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine of that address waits with it; for others, and elsewhere, nothing changes."""
    machine = issued(few)
    assert machine.get().status_code == 200
    client = few.app.test_client()
    for _ in range(3):
        client.get("/api/v1/tenants/48/conventions", headers={"Authorization": "Bearer wrong"})
    with monkeypatch.context() as watched:
        watched.setattr(Pool, "checkout", _no_work)
        problem_of_limit(machine.get())
    elsewhere = client.get(
        "/api/v1/tenants/48/conventions",
        base_url=PUBLIC,
        headers={"Authorization": f"Bearer {machine.token}"},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert elsewhere.status_code == 200


def _no_work(*_given: object) -> object:
    raise AssertionError("the database was asked")


def test_a_token_is_guessed_so_often_from_wherever(few: House) -> None:
    client = few.app.test_client()
    token = f"pacte_48_{uuid4().hex}_{'x' * 43}"
    statuses = [
        client.get(
            "/api/v1/tenants/48/conventions",
            headers={"Authorization": f"Bearer {token}"},
            environ_base={"REMOTE_ADDR": f"203.0.113.{number}"},
        ).status_code
        for number in range(4)
    ]
    assert statuses == [401, 401, 429, 429]


def test_signatures_are_posted_so_often(few: House) -> None:
    signatory = few.person(Role.DEPT_SIGNATORY)
    body = {"signatory_id": str(uuid4()), "content_hash": "0" * 64}
    before = few.heads()
    statuses = [
        signatory.post(f"/conventions/{uuid4()}/signatures", body, match=1).status_code
        for _ in range(3)
    ]
    assert statuses == [404, 404, 429]
    visitor = few.inside(few.resident(Role.DEPT_SIGNATORY))
    forms = [visitor.post(f"/t/48/a-signer/{uuid4()}/refus", {}).status_code for _ in range(3)]
    assert forms[-1] == 429
    assert few.heads() | {"48": 0} == before | {"48": 0}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("203.0.113.1", "203.0.113.2", False),
        ("::ffff:203.0.113.1", "::ffff:203.0.113.2", False),
    ],
)
def test_whom_an_address_is_counted_for(here: World, first: str, second: str, same: bool) -> None:  # noqa: FBT001
    found = []
    for address in (first, second):
        with here.app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            found.append(limits._address())
    assert (found[0] == found[1]) == same


def test_without_valkey_this_process_counts_alone(here: World) -> None:
    alone = rebuilt(here, redis_url=NOWHERE)
    alone.app.extensions["limits"][limits.TOKEN] = Limits(Limit(3, 60), Limit(2, 60))
    client = alone.app.test_client()
    headers = {"Authorization": "Bearer wrong"}
    url = "/api/v1/tenants/48/conventions"
    statuses = [client.get(url, headers=headers).status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    assert alone.person(Role.DEPT_AGENT).post("/conventions", CLS).status_code == 201
    for path in ("/auth/demo/begin", "/invitation/48/x", "/connexion", "/compte"):
        client.set_cookie("__Host-pacte", "x" * 43)
        assert client.get(path, headers=HTML).status_code in (303, 404, 503), path


def test_behind_a_proxy_the_address_of_the_client_counts(here: World) -> None:
    behind = rebuilt(here, proxies=1)
    behind.app.extensions["limits"][limits.TOKEN] = Limits(Limit(1, 60), Limit(9, 60))
    behind.wiring.redis.flushall()
    client = behind.app.test_client()

    def status(forwarded: str) -> int:
        headers = {"Authorization": "Bearer wrong", "X-Forwarded-For": forwarded}
        return client.get("/api/v1/tenants/48/conventions", headers=headers).status_code

    assert [status("203.0.113.1"), status("203.0.113.1"), status("203.0.113.2")] == [401, 429, 401]
    assert status("203.0.113.77, 203.0.113.1") == 429


def problem_of_limit(answer: object) -> str:
    body = problem(answer, 429, "too-many-requests")  # type: ignore[arg-type]
    assert body["title"] == "Trop de requêtes"
    return str(answer.headers["Retry-After"])  # type: ignore[attr-defined]
