"""A form that another site sends, a token of elsewhere: whatever the route, nothing is recorded."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from domain.roles import Role
from tests.journeys.house import HTML, PUBLIC, House, Visitor
from tests.journeys.test_bad_input import problem
from tests.journeys.test_every_route import PARTS
from tests.journeys.world import CLS

OWN = "same-origin"
# By name: Sec-Fetch-Site, Origin, and which token; None: not sent.
ATTACKS: dict[str, tuple[str | None, str | None, str]] = {
    "cross-site, right token": ("cross-site", None, "own"),
    "same-site, right token": ("same-site", None, "own"),
    "cross-site that claims our origin": ("cross-site", PUBLIC, "own"),
    "another origin, right token": (None, "https://evil.test", "own"),
    "a blank origin, right token": (None, "null", "own"),
    "a sibling host, right token": (None, "https://sub.pacte.test", "own"),
    "without TLS, right token": (None, "http://pacte.test", "own"),
    "no token": (OWN, PUBLIC, "none"),
    "an empty token": (OWN, PUBLIC, "empty"),
    "a wrong token": (OWN, PUBLIC, "wrong"),
    "the token of another session": (OWN, PUBLIC, "other"),
    "the token from before the confirmation": (OWN, PUBLIC, "old"),
    "no header and no token": (None, None, "none"),
}
# Not of a session: what a provider says behind our back bears a token of its own.
TOKENLESS = "/auth/<slug>/backchannel-logout"


@dataclass(frozen=True, slots=True)
class Victim:
    visitor: Visitor
    tokens: dict[str, str | None]


@pytest.fixture(scope="module")
def victim(one_house: House) -> Victim:
    """A manager who may do much, signed in, who has just confirmed who they are."""
    manager = one_house.resident(Role.DEPT_MANAGER)
    other = one_house.inside(one_house.resident(Role.DEPT_MANAGER))
    visitor = one_house.inside(manager)
    old = visitor.csrf()
    visitor.sign_in(manager.sub, confirm="1")
    tokens: dict[str, str | None] = {"own": visitor.csrf(), "other": other.csrf(), "old": old}
    assert len(set(tokens.values())) == 3
    assert all(tokens.values())
    return Victim(visitor, tokens | {"none": None, "empty": "", "wrong": "x" * 43})


def posts(home: House) -> Iterator[tuple[str, str]]:
    """Address and rule of everything that takes a POST."""
    known = PARTS | {"code": "48", "slug": "demo", "public_id": "0" * 16, "version": 1}
    with home.app.test_request_context(base_url=PUBLIC):
        adapter = home.app.url_map.bind("pacte.test")
        for rule in home.app.url_map.iter_rules():
            if "POST" in (rule.methods or set()):
                values = {name: known.get(name, uuid4()) for name in rule.arguments}
                yield adapter.build(rule.endpoint, values, "POST"), rule.rule


def sent(
    victim: Victim, url: str, site: str | None, origin: str | None, token: str | None
) -> TestResponse:
    headers: dict[str, str | None] = {"Sec-Fetch-Site": site, "Origin": origin}
    if url.startswith("/api/"):
        headers |= {
            "X-CSRF-Token": token,
            "Idempotency-Key": str(uuid4()),
            "If-Match": '"v1"',
            "Content-Type": "application/json",
        }
        data: bytes | dict[str, str] = json.dumps(CLS).encode()
    else:
        headers |= HTML
        data = {"key": str(uuid4())} | ({} if token is None else {"csrf": token})
    given = {name: text for name, text in headers.items() if text is not None}
    return victim.visitor.http.post(url, base_url=PUBLIC, headers=given, data=data)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_route_takes_what_this_session_did_not_send(
    home: House, victim: Victim, attack: str
) -> None:
    site, origin, token = ATTACKS[attack]
    heads, sessions, count = home.heads(), home.sessions(), 0
    for url, rule in posts(home):
        answer = sent(victim, url, site, origin, victim.tokens[token])
        count += 1
        wanted = 400 if rule == TOKENLESS else 403
        assert answer.status_code == wanted, (url, answer.text)
        if wanted == 403 and url.startswith("/api/"):
            problem(answer, 403, "cross-site-request")
    assert count > 40
    assert home.heads() == heads
    assert home.sessions() == sessions


@pytest.mark.parametrize(
    ("site", "origin"),
    [(OWN, PUBLIC), (OWN, "null"), ("none", None), (None, PUBLIC), (None, None)],
)
def test_what_this_session_sends_is_taken(
    home: House, victim: Victim, site: str | None, origin: str | None
) -> None:
    """Without a referrer browsers blank the origin even of our own forms."""
    before = home.heads()["48"]
    url = "/api/v1/tenants/48/conventions"
    answer = sent(victim, url, site, origin, victim.tokens["own"])
    assert answer.status_code == 201, answer.text
    assert home.heads()["48"] == before + 1


def test_a_form_of_a_simple_type_never_reaches_the_api(home: House, victim: Victim) -> None:
    """What a page of elsewhere can send without asking: no JSON, and no header of ours."""
    before = home.heads()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = {"X-CSRF-Token": str(victim.tokens["own"]), "Idempotency-Key": str(uuid4())}
        answer = victim.visitor.http.post(
            "/api/v1/tenants/48/conventions",
            base_url=PUBLIC,
            headers=headers,
            data=json.dumps(CLS).encode(),
            content_type=kind,
        )
        problem(answer, 415, "unsupported-content-type")
    assert home.heads() == before


def test_a_bearer_token_needs_no_other(home: House) -> None:
    """Nobody's browser sends it by itself; with it the cookie counts for nothing."""
    agent = home.person(Role.DEPT_AGENT)
    answer = agent.post("/conventions", CLS)
    assert answer.status_code == 201
    visitor = home.inside(home.resident(Role.DEPT_AGENT, "05"))
    answer = visitor.http.post(
        "/api/v1/tenants/48/conventions",
        base_url=PUBLIC,
        json=CLS,
        headers=agent.headers() | {"Idempotency-Key": str(uuid4()), "Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 201


def test_a_wrong_bearer_token_is_not_helped_by_a_cookie(home: House, victim: Victim) -> None:
    for scheme in ("Bearer wrong", "Basic eDp5", "Bearer", "wrong"):
        answer = victim.visitor.http.get(
            "/api/v1/tenants/48/conventions",
            base_url=PUBLIC,
            headers={"Authorization": scheme},
        )
        problem(answer, 401, "authentication-required")


def gets(home: House) -> Iterator[str]:
    known = PARTS | {
        "code": "48",
        "slug": "demo",
        "token": "x" * 43,
        "filename": "pacte.css",
        "version": 1,
    }
    adapter = home.app.url_map.bind("pacte.test")
    for rule in home.app.url_map.iter_rules():
        if "GET" in (rule.methods or set()):
            values = {name: known.get(name, uuid4()) for name in rule.arguments}
            yield adapter.build(rule.endpoint, values, "GET")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_no_reading_changes_anything(home: House, victim: Victim, method: str) -> None:
    """An address that is followed, by a person or a scanner of mails, acts nowhere."""
    person_id, _ = home.invite(Role.DEPT_AGENT)
    links = [home.link("48", person_id), "/invitation"]
    heads, sessions = home.heads(), home.sessions()
    seen = 0
    for url in [*gets(home), *links]:
        for query in ("", "?confirm=1&next=/espaces", "?state=x&code=y"):
            answer = victim.visitor.http.open(
                url + query, method=method, base_url=PUBLIC, headers=HTML
            )
            answer.close()
            seen += 1
    assert seen > 100
    assert home.heads() == heads
    assert home.sessions() == sessions
    assert home.wiring.door.sessions.find(str(victim.visitor.cookie()))
