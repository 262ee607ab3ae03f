"""What holds for every address: who may enter, what headers leave, what an error looks like."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from openapi_spec_validator import validate
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from domain.roles import Role
from tests.journeys.world import Person, World

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
PARTS = {"code": "05", "tenant_code": "05", "version_no": 1, "path": "index.html"}


def routes(app: Flask) -> Iterator[tuple[str, str, Rule]]:
    """Method, address and rule of everything that is served."""
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            values = {name: PARTS.get(name, uuid4()) for name in rule.arguments}
            for method in (rule.methods or set()) & METHODS:
                yield method, adapter.build(rule.endpoint, values, method), rule


def send(here: World, method: str, url: str, person: Person | None) -> TestResponse:
    headers = person.headers() if person else {}
    headers |= {"Idempotency-Key": str(uuid4()), "If-Match": '"v1"'}
    headers |= {"Content-Type": "application/json"} if method == "POST" else {}
    data = b"{}" if method == "POST" else None
    return here.app.test_client().open(url, method=method, headers=headers, data=data)


def is_guarded(rule: Rule) -> bool:
    return rule.rule.startswith(("/api/v1/tenants/", "/api/v1/platform/", "/api/v1/national/"))


def is_problem(answer: TestResponse) -> bool:
    body = json.loads(answer.data)
    return (
        answer.content_type == "application/problem+json"
        and set(body) == {"type", "title", "status", "detail", "errors", "correlation_id"}
        and body["status"] == answer.status_code
        and body["type"].startswith("urn:pacte:problem:")
    )


def test_nothing_of_the_api_opens_to_a_stranger(here: World) -> None:
    count = 0
    for method, url, rule in routes(here.app):
        if is_guarded(rule):
            count += 1
            answer = send(here, method, url, None)
            assert (answer.status_code, is_problem(answer)) == (401, True), url
    assert count > 75


@pytest.mark.parametrize("role", Role)
def test_nobody_enters_another_tenant(here: World, role: Role) -> None:
    person = here.person(role)
    for method, url, rule in routes(here.app):
        if is_guarded(rule) and "/national/" not in rule.rule:
            answer = send(here, method, url, person)
            assert (answer.status_code, is_problem(answer)) == (404, True), url
            assert answer.json is not None
            assert answer.json["type"] == "urn:pacte:problem:unknown-tenant"


def test_every_answer_bears_the_headers_that_hold_browsers_back(here: World) -> None:
    person = here.person(Role.DEPT_MANAGER, "05")
    for method, url, _ in routes(here.app):
        for who in (None, person):
            headers = send(here, method, url, who).headers
            assert headers["X-Content-Type-Options"] == "nosniff", url
            assert headers["Referrer-Policy"] == "no-referrer", url
            assert "default-src" in headers["Content-Security-Policy"], url
            assert headers["X-Correlation-Id"], url
            if method == "POST":
                assert headers["Cache-Control"] == "no-store", url


def test_an_unknown_method_names_those_that_are_known(here: World) -> None:
    person = here.person(Role.DEPT_MANAGER, "05")
    for _, url, rule in routes(here.app):
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "BREW"):
            answer = send(here, method, url, person)
            assert (answer.status_code, is_problem(answer)) == (405, True), url
            known = set(answer.headers["Allow"].split(", "))
            assert known >= (rule.methods or set()) & METHODS


@pytest.mark.parametrize("url", ["/x", "/%00", "/é", "/api/v2/x"])
def test_an_unknown_address_is_a_problem(here: World, url: str) -> None:
    answer = here.app.test_client().get(url)
    assert (answer.status_code, is_problem(answer)) == (404, True)


@pytest.mark.parametrize("url", ["/api/v1/x", "/api/v1/tenants/05", "/api/v1/tenants/05/x"])
def test_an_unknown_address_of_the_api_is_one_for_those_who_are_known(
    here: World, url: str
) -> None:
    """A stranger learns not even which addresses there are."""
    answer = here.app.test_client().get(url)
    assert (answer.status_code, is_problem(answer)) == (401, True)
    for tenant, code in (("05", "unknown-address"), ("48", "unknown-tenant")):
        headers = here.person(Role.DEPT_AGENT, tenant).headers()
        answer = here.app.test_client().get(url, headers=headers)
        assert (answer.status_code, is_problem(answer)) == (404, True)
        if "tenants" in url:
            assert (answer.json or {})["type"] == f"urn:pacte:problem:{code}"


def test_the_document_is_valid_and_complete(here: World) -> None:
    document = json.loads(here.app.test_client().get("/api/v1/openapi.json").data)
    validate(document)
    assert document["openapi"] == "3.1.0"
    served = {
        (method.lower(), rule.rule) for method, _, rule in routes(here.app) if is_guarded(rule)
    }
    told = {
        (method, path)
        for path, operations in document["paths"].items()
        for method in operations
        if method != "parameters"
    }
    assert len(told) == len(served)
    for operations in document["paths"].values():
        for method, operation in operations.items():
            if method != "parameters":
                assert {"401", "404", "422", "503"} <= set(operation["responses"])
                assert operation["summary"]


def test_the_documentation_page_needs_no_other_host(here: World) -> None:
    client = here.app.test_client()
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert "http" not in page.text.replace("http://www.w3.org", "").replace("http://localhost", "")
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css", "swagger-ui-standalone-preset.js"):
        with client.get(f"/api/docs/{asset}") as answer:
            assert answer.status_code == 200


def test_reading_records_nothing(here: World) -> None:
    before = here.wiring.pactes("05").recorder.max_notification_id()
    person = here.person(Role.DEPT_MANAGER, "05")
    for method, url, _ in routes(here.app):
        if method == "GET":
            send(here, method, url, person)
    assert here.wiring.pactes("05").recorder.max_notification_id() == before
