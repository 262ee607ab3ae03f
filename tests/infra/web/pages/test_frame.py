"""The frame of all pages: a skin stands in for parts of it, and every refusal has a page."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from werkzeug.test import Client

from infra.web import pages
from infra.web.app import create_app
from infra.web.refusing import errors
from infra.wiring import Wiring
from tests.journeys.world import World, world
from tests.servers import Database

PAGES = Path(pages.__file__).parent
# Where print has a no-break space; `: ` of Jinja and of CSS stands within braces or a tag.
LOOSE = re.compile(r" [:;!?»](?=[\s<]|$)|« ")
# Before these print has the narrow one.
WIDE = re.compile("\N{NO-BREAK SPACE}[;!?]")
OK = 200
READING = {"Accept": "text/html"}


@pytest.fixture
def here(database: Database, redis_url: str, tmp_path: Path) -> Iterator[World]:
    with world(database, redis_url, tmp_path) as made:
        yield made


def skinned(here: World, skin: Path) -> Client:
    settings = replace(here.settings, skin=skin)
    return create_app(Wiring(settings.without_owner()), lambda _: None).test_client()


def static(client: Client, name: str) -> bytes:
    with client.get(f"/static/{name}") as answer:
        return answer.data if answer.status_code == OK else b""


def test_a_skin_stands_in_file_by_file(here: World, tmp_path: Path) -> None:
    skin = tmp_path / "skin"
    (skin / "templates").mkdir(parents=True)
    (skin / "static" / "fonts").mkdir(parents=True)
    (skin / "templates" / "base.html").write_text(
        "<title>{% block title %}{% endblock %}</title>"
        "<p>Un habit</p>{% block content %}{% endblock %}"
    )
    (skin / "static" / "pacte.css").write_text("body { color: teal; }")
    (skin / "static" / "fonts" / "own.woff2").write_bytes(b"font")
    client = skinned(here, skin)
    page = client.get("/connexion").text
    assert "<p>Un habit</p>" in page
    assert "<h1>Se connecter</h1>" in page
    assert static(client, "pacte.css") == b"body { color: teal; }"
    assert static(client, "fonts/own.woff2") == b"font"
    assert static(client, "pacte.svg").startswith(b"<svg")
    for name in ("none.css", "../frame.py", "%2e%2e/templates/base.html"):
        assert static(client, name) == b""
    assert "Un habit" not in here.app.test_client().get("/connexion").text


def test_a_skin_may_hold_styles_alone(here: World, tmp_path: Path) -> None:
    (tmp_path / "skin" / "static").mkdir(parents=True)
    (tmp_path / "skin" / "static" / "pacte.css").write_text("body { color: teal; }")
    client = skinned(here, tmp_path / "skin")
    assert "<h1>Se connecter</h1>" in client.get("/connexion").text
    assert static(client, "pacte.css") == b"body { color: teal; }"


def test_the_declaration_of_accessibility_needs_no_sign_in(here: World) -> None:
    answer = here.app.test_client().get("/accessibilite", headers=READING)
    assert answer.status_code == 200
    assert "Non auditée" in answer.text
    assert 'href="/accessibilite"' in here.app.test_client().get("/connexion").text


def test_an_error_is_a_page_for_a_person(here: World) -> None:
    client = here.app.test_client()
    for path, status, words in (
        ("/nulle-part", 404, "Introuvable"),
        ("/auth/inconnu/begin", 404, "n’est pas connu ici"),
        ("/espaces", 303, "/connexion"),
    ):
        answer = client.get(path, headers=READING)
        assert (answer.status_code, answer.content_type) == (status, "text/html; charset=utf-8")
        assert words in answer.text


def test_every_refusal_has_a_number() -> None:
    named = {
        str(node.args[0].value)
        for path in PAGES.parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Refused"
        and isinstance(node.args[0], ast.Constant)
    }
    assert {"space-not-yours", "unknown-tenant"} <= named
    assert named <= errors.REFUSED.keys()


@pytest.mark.parametrize("template", sorted(PAGES.glob("templates/*.html")), ids=lambda p: p.name)
def test_no_sign_can_begin_a_line(template: Path) -> None:
    """Of what stands in the template itself; texts of people go through the filter."""
    told = re.sub(r"\{[{%#].*?[}%#]\}", "x", template.read_text(), flags=re.DOTALL)
    told = re.sub(r"<[^>]*>", "", told)
    assert not LOOSE.findall(told)
    assert not WIDE.findall(unescape(told))
