"""Shown 7: the page of a comparison in Chromium, for who sees it and for who has it read out."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from domain.roles import Role
from infra.embedded.servers import Servers
from infra.papers import html
from tests.browser.chromium import DESK, Window, chromium, kept, window
from tests.browser.house import House, served
from tests.infra.cli.terminal import plain
from tests.infra.papers.compared import amended, told
from tests.infra.sso.forging import forging
from tests.post import wait_until

SERVICE = "Service d’identité des tests"
NEW_TEXT = "La convention apporte 176 000 € à l’État…"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def house(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An avenant is being written: one action more, and another article 1."""
    with forging() as forger, served(servers, tmp_path_factory.mktemp("house")) as made:
        made.plug(forger.provider(), "a-secret", SERVICE)
        made.let_in(Role.DEPT_AGENT, forger.issuer, "someone")
        story = made.story
        story.all_sign(made.opened)
        story.open_avenant()
        article = {"no": 1, "title": "Objet", "text": NEW_TEXT}
        last = story.change(Role.DEPT_AGENT, "articles", article)["position"]
        wait_until(lambda: made.follows(last), 30)
        yield made


@pytest.fixture
def held(house: House, browser: Browser) -> Iterator[Window]:
    """The page, asked for by its address and come to through the sign-in."""
    with window(browser, scripts=True) as opened:
        opened.go(f"{house.url}/t/48/conventions/{house.story.convention}/comparaison")
        opened.press(SERVICE)
        assert opened.heading() == "Comparaison"
        yield opened


def read_out(held: Window) -> list[tuple[str, str]]:
    """Role and name of what a screen reader comes to, in its order."""
    tree: Any = held.context.new_cdp_session(held.page).send("Accessibility.getFullAXTree")
    nodes = {node["nodeId"]: node for node in tree["nodes"]}
    found: list[tuple[str, str]] = []

    def walk(node: dict[str, Any]) -> None:
        if not node.get("ignored"):
            found.append((node["role"]["value"], node.get("name", {}).get("value", "")))
        for child in node.get("childIds", ()):
            if child in nodes:
                walk(nodes[child])

    walk(next(node for node in tree["nodes"] if "parentId" not in node))
    return found


def test_the_page_keeps_nobody_out(held: Window) -> None:
    assert held.faults() == []
    kept(held, "comparaison-phone")
    held.page.set_viewport_size(DESK)
    assert held.faults() == []
    kept(held, "comparaison-desk")
    assert held.page.locator("ins").count() > 0
    assert held.page.locator("html").get_attribute("lang") == "fr"


def test_additions_and_deletions_are_said(held: Window) -> None:
    heard = read_out(held)
    roles = {role for role, _ in heard}
    assert {"insertion", "deletion"} <= roles
    said = [plain(name).strip() for role, name in heard if role == "StaticText"]
    begins = said.index("Article 1 « Objet », texte : « La")
    assert said[begins + 1 : begins + 9] == [
        "supprimé :",
        "présente",
        "fin de la suppression",
        "convention",
        "ajouté :",
        "apporte 176 000 € à l’État",
        "fin de l’ajout",
        "… ».",
    ]


def test_headings_and_tables_are_in_order(held: Window) -> None:
    levels = held.page.eval_on_selector_all(
        "h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in held.page.locator("table").all():
        assert table.locator("caption").inner_text()
        assert table.locator("th[scope=col]").count() >= 3
        assert table.locator("th[scope=row]").count() > 0


def test_each_difference_leads_to_its_fact_and_who_made_it(held: Window, house: House) -> None:
    links = held.page.locator(".cause a").all()
    assert links
    for link in links:
        target = str(link.get_attribute("href"))
        assert held.page.locator(f"[id='{target[1:]}']").count() == 1
    known = held.page.locator(".cause").first.inner_text()
    assert "agent du Département" in known or "charge" in known


def test_the_file_that_stands_alone_keeps_nobody_out(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "comparaison.html"
    file.write_bytes(html.comparison(told(amended())))
    with window(browser, DESK, scripts=True) as opened:
        opened.page.goto(file.as_uri())
        assert opened.faults() == []
        assert {"insertion", "deletion"} <= {role for role, _ in read_out(opened)}


def test_another_pair_is_chosen_by_keyboard(held: Window) -> None:
    held.walk_to("Comparer ces versions")
    held.enter()
    assert held.heading() == "Comparaison"
    assert "from=1" in held.page.url
    assert all(stop["seen"] and stop["inside"] for stop in held.tabs(90))
