"""What the old host answers once a tenant has left, whoever asks and whatever for."""

from pathlib import Path
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from infra.store.connections.pool import Pool
from infra.web.app import create_app
from tests.infra.moving.acts import leave, suspended
from tests.infra.moving.hosts import NEW, SIRET, Host, lived
from tests.journeys.test_every_route import routes

GONE, UNAUTHORIZED = 410, 401
HTML = {"Accept": "text/html"}


@pytest.fixture
def token(old: Host, tmp_path: Path) -> str:
    """Of a machine of the tenant that has left."""
    _, given = lived(old)
    old.said("tenant", "declare", "05", "--siret", SIRET)
    suspended(old)
    leave(old, tmp_path / "out")
    return given


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def told(answer: TestResponse, path: str) -> None:
    assert answer.status_code == GONE
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Link"] == f'<{NEW}{path}>; rel="canonical"'
    said = answer.json
    assert said
    assert said["type"] == "urn:pacte:problem:tenant-moved"
    assert (said["title"], said["status"]) == ("Parti chez un autre hébergeur", GONE)
    assert (said["moved_to"], said["location"]) == (NEW, f"{NEW}{path}")


def test_every_route_of_it_is_gone_for_everybody(old: Host, token: str) -> None:
    app = create_app(old.wiring, lambda _: None)
    client, asked = app.test_client(), 0
    for method, url, rule in routes(app):
        if "code" not in rule.arguments:
            continue
        for headers in ({}, bearer(token), bearer("x"), HTML):
            answer = client.open(url.replace("/05", "/48", 1), method=method, headers=headers)
            assert answer.status_code == GONE, (method, url, headers)
            asked += 1
    assert asked > 4 * 50


def test_its_new_address_is_told(old: Host, token: str) -> None:
    path = "/api/v1/tenants/48/conventions"
    told(old.ask("GET", path), path)
    told(old.ask("POST", path, json={}, headers=bearer(token)), path)
    told(old.ask("GET", f"{path}?as_of=3"), path)
    told(old.ask("GET", "/api/v1/tenants/48/nothing"), "/api/v1/tenants/48/nothing")


def test_people_are_told_too_and_no_secret_travels_along(old: Host, token: str) -> None:
    del token
    page = old.ask("GET", "/t/48/a-signer", headers=HTML)
    assert page.status_code == GONE
    assert f'href="{NEW}/t/48/a-signer"' in page.text
    invited = old.ask("GET", "/invitation/48/secret", headers=HTML)
    assert invited.status_code == GONE
    assert "secret" not in invited.text
    assert f'href="{NEW}/"' in invited.text


@pytest.mark.parametrize(
    "command",
    [
        ("compare", "--tenant", "48", "--from", "1", "--to", "2"),
        ("audit", "export", "--tenant", "48"),
        ("replay", "--tenant", "48", "--by", "recorded"),
        ("projections", "status", "--tenant", "48"),
        ("projections", "rebuild", "--tenant", "48"),
        ("notifications", "due", "--tenant", "48"),
        ("tenant", "export", "48"),
    ],
)
def test_the_operator_is_told_its_new_address(
    old: Host, token: str, command: tuple[str, ...]
) -> None:
    del token
    refused = old.refused(*command)
    assert f"« 48 » a changé d’hébergeur : il répond à {NEW}" in refused


def test_what_is_asked_for_writes_no_header_of_its_own(old: Host, token: str) -> None:
    del token
    sly = "/api/v1/tenants/48/%0d%0aX-Sly:%20y%3E;%C3%A9"
    told(old.ask("GET", sly), "/api/v1/tenants/48/%0D%0AX-Sly%3A%20y%3E%3B%C3%A9")


def test_nobody_else_hears_of_it(old: Host, token: str) -> None:
    for path in ("/api/v1/tenants/05/conventions", "/api/v1/tenants/13/conventions"):
        assert old.ask("GET", path, headers=bearer(token)).status_code == UNAUTHORIZED
    assert old.ask("GET", "/health/live").status_code == 200


def test_strangers_cost_one_look_however_many_they_are(
    old: Host, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del token
    client, looks = create_app(old.wiring, lambda _: None).test_client(), []
    checkout = Pool.checkout

    def counted(pool: Pool, role: str) -> object:
        looks.append(role)
        return checkout(pool, role)

    monkeypatch.setattr("infra.sso.providers.listed.KEPT_SECONDS", 3600.0)
    old.wiring.gone._known = 0.0, []
    monkeypatch.setattr(Pool, "checkout", counted)
    for _ in range(20):
        assert client.get(f"/api/v1/tenants/48/{uuid4()}").status_code == GONE
    assert 0 < len(looks) < 5


def test_taken_back_it_answers_again(old: Host, token: str) -> None:
    old.said("tenant", "reactivate", "48", "--take-back")
    path = "/api/v1/tenants/48/conventions"
    assert old.ask("GET", path, headers=bearer(token)).status_code == 200
