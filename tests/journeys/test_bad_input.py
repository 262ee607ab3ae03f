"""What people and programs send by mistake or by malice: a problem each, and nothing recorded."""

import json
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from domain.roles import Role
from tests.journeys.house import House, Visitor
from tests.journeys.test_idempotency import head
from tests.journeys.world import CLS, Person, World

LINE = {"funder_id": str(uuid4()), "exercice": 2024, "amount_cents": 100}


@pytest.fixture(scope="module")
def signatory(one_house: House) -> Visitor:
    return one_house.inside(one_house.resident(Role.DEPT_SIGNATORY))


def problem(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = json.loads(response.data)
    assert (response.status_code, body["type"]) == (status, f"urn:pacte:problem:{code}")
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["correlation_id"] == response.headers["X-Correlation-Id"]
    return body


def test_another_tenant_answers_as_one_that_does_not_exist(agent: Person) -> None:
    bodies = []
    for tenant in ("05", "99", "platform", "..", "t_48", "48%00", "é", "x" * 300):
        body = problem(agent.post("/conventions", CLS, tenant=tenant), 404, "unknown-tenant")
        bodies.append({**body, "correlation_id": None})
    assert all(body == bodies[0] for body in bodies)


def test_what_stands_in_another_tenant_is_not_found(here: World, draft: str) -> None:
    other = here.person(Role.DEPT_AGENT, "05")
    answer = other.post(f"/conventions/{draft}/actions", {"title": "A", "axe": 1}, match=1)
    problem(answer, 404, "not-found")


def test_a_body_names_no_tenant(agent: Person) -> None:
    body = problem(agent.post("/conventions", CLS | {"tenant": "05"}), 422, "invalid")
    assert body["errors"] == [{"pointer": "/tenant", "detail": "Ce champ n’est pas connu."}]


@pytest.mark.parametrize("amount", [1.0, 100.005, -1, "100", 2**53, 10**30, True, None])
def test_an_amount_is_whole_cents(here: World, agent: Person, draft: str, amount: object) -> None:
    before = head(here)
    path = f"/conventions/{draft}/funding-lines"
    answer = agent.post(path, LINE | {"amount_cents": amount}, match=1)
    body = problem(answer, 422, "invalid")
    assert [fault["pointer"] for fault in body["errors"]] == ["/amount_cents"]
    assert head(here) == before


@pytest.mark.parametrize(
    "title", ["a\x00b", "a\ud800b", "\udfff", "a\x1b[31m", "", " ", "x" * 301, 3, None, {}]
)
def test_a_title_is_one_line_of_text(here: World, agent: Person, title: object) -> None:
    before = head(here)
    body = problem(agent.post("/conventions", CLS | {"title": title}), 422, "invalid")
    assert [fault["pointer"] for fault in body["errors"]] == ["/title"]
    assert head(here) == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null\x00",
        b"\xff",
        b'{"kind":"CLS","kind":"CDIE"}',
        b'{"kind":NaN}',
        b"[" * 50_000,
    ],
)
def test_what_is_no_json_is_unreadable(agent: Person, body: bytes) -> None:
    problem(agent.post("/conventions", body), 400, "malformed-request")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"3", b"[[[[]]]]"])
def test_json_that_is_no_object_is_refused(agent: Person, body: bytes) -> None:
    problem(agent.post("/conventions", body), 422, "invalid")


def test_a_member_with_an_impossible_name_is_refused_without_breaking_the_answer(
    agent: Person,
) -> None:
    answer = agent.post("/conventions", b'{"\\ud800/~": 1}')
    body = problem(answer, 422, "invalid")
    assert "/?~1~0" in [fault["pointer"] for fault in body["errors"]]


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "application/json-patch"])
def test_another_content_type_is_refused(agent: Person, kind: str) -> None:
    answer = agent.post("/conventions", b"{}", content_type=kind)
    problem(answer, 415, "unsupported-content-type")


def test_two_megabytes_are_too_large(here: World, agent: Person) -> None:
    before, body = head(here), json.dumps(CLS | {"title": "x" * 2_000_000}).encode()
    problem(agent.post("/conventions", body), 413, "content-too-large")
    assert head(here) == before


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "idempotency-key-missing"),
        (" ", "idempotency-key-malformed"),
        ("a b", "idempotency-key-malformed"),
        ("é", "idempotency-key-malformed"),
        ("x" * 201, "idempotency-key-malformed"),
    ],
)
def test_a_command_bears_a_key(agent: Person, key: str | None, code: str) -> None:
    problem(agent.post("/conventions", CLS, key=key), 400, code)


@pytest.mark.parametrize(
    ("match", "refusal"),
    [
        (None, (428, "if-match-missing")),
        ("*", (400, "if-match-malformed")),
        ('W/"v1"', (400, "if-match-malformed")),
        ('"v1", "v2"', (400, "if-match-malformed")),
        ("v1", (400, "if-match-malformed")),
        ('"v' + "9" * 30 + '"', (400, "if-match-malformed")),
        ('"v0"', (412, "stale-version")),
        ('"v2"', (412, "stale-version")),
        ('"v999999999"', (412, "stale-version")),
    ],
)
def test_a_change_names_the_version_that_was_read(
    here: World, agent: Person, draft: str, match: str | None, refusal: tuple[int, str]
) -> None:
    before = head(here)
    answer = agent.post(f"/conventions/{draft}/actions", {"title": "A", "axe": 1}, match=match)
    problem(answer, *refusal)
    assert head(here) == before


def test_an_axe_that_the_kind_does_not_have_is_refused(agent: Person) -> None:
    problem(agent.post("/conventions", CLS | {"axes": [1, 2]}), 422, "axe-not-allowed")


def test_a_role_that_may_not_is_told_so(here: World) -> None:
    problem(here.person(Role.AUDITOR).post("/conventions", CLS), 403, "forbidden")


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer nobody", "Basic YTpi"])
def test_a_stranger_is_asked_who_they_are(here: World, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = here.app.test_client().post("/api/v1/tenants/48/conventions", headers=headers)
    problem(answer, 401, "authentication-required")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "version", [None, "", "0", "-1", "²", "٢", "1 ", "1.0", "1" * 11, "1" * 4400]
)
@pytest.mark.parametrize("act", ["signature", "refus"])
def test_a_form_says_which_version_it_was_made_from(
    home: House, signatory: Visitor, act: str, version: str | None
) -> None:
    form = {"key": str(uuid4()), "signatory": str(uuid4()), "hash": "0" * 64, "motive": "Non."}
    given = form if version is None else form | {"version": version}
    before = home.heads()
    answer = signatory.post(f"/t/48/a-signer/{uuid4()}/{act}", given)
    assert answer.status_code == 400
    assert "rouvrez l’acte" in answer.text
    known = signatory.post(f"/t/48/a-signer/{uuid4()}/{act}", form | {"version": "1"})
    assert known.status_code == 404
    assert home.heads() == before
