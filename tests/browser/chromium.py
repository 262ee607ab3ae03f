"""Headless Chromium as people hold it: a phone or a desk, with or without scripts, by keyboard."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    sync_playwright,
)

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Read at import, as every variable that the suite forgets.
PICTURES = os.environ.get("TEST_PICTURES", "")
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}
STANDARDS = ("RGAAv4", "wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
AXE = {"runOnly": list(STANDARDS), "resultTypes": ["violations"]}
MILLISECONDS = 10_000
# Where French print has a no-break space, an ordinary one lets the sign begin a line.
LOOSE = r"[^\n]* [:;!?»](?:\s|$)[^\n]*|[^\n]*« [^\n]*"
FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {
    name: at === document.body ? '' : (at.innerText || at.labels?.[0]?.innerText || at.id).trim(),
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inside: box.left >= 0 && box.right <= innerWidth && box.width > 0,
  };
}"""


@dataclass
class Window:
    """One person's browser: its cookies are its own. `errors` are those of the console."""

    context: BrowserContext
    page: Page
    errors: list[str] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)

    def asked(self, request: Request) -> None:
        if request.is_navigation_request():
            self.pages.add(request.url)

    def heard(self, said: ConsoleMessage) -> None:
        """A page that answers 403 or 404 is no error of the page."""
        if said.type == "error" and said.location["url"] not in self.pages:
            self.errors.append(said.text)

    def go(self, url: str) -> Response:
        answer = self.page.goto(url)
        assert answer is not None
        return answer

    def again(self) -> None:
        """Loaded anew, once nothing is on its way any more: redirects may still be followed."""
        self.page.wait_for_load_state("networkidle")
        self.page.reload()

    def press(self, name: str, *, exact: bool = True) -> None:
        """A button or a link, by what it says."""
        page = self.page
        named = page.get_by_role("button", name=name, exact=exact)
        named.or_(page.get_by_role("link", name=name, exact=exact)).click()

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def tabs(self, most: int = 60) -> list[dict[str, Any]]:
        """What Tab comes to, one after the other, until it leaves the page."""
        found: list[dict[str, Any]] = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUS)
            if not at["name"] or at in found:
                break
            found.append(at)
        return found

    def walk_to(self, *words: str, most: int = 60) -> None:
        """By Tab, to the first that says all of this."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            name = self.page.evaluate(FOCUS)["name"]
            if all(word in name for word in words):
                return
        raise AssertionError(f"no way by Tab to {words}")

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def faults(self) -> list[str]:
        """What would keep somebody out of this page, in words; needs scripts for axe."""
        answer = Axe().run(self.page, options=AXE)
        found = [
            f"{one['id']}: {node['html']}"
            for one in answer.response["violations"]
            for node in one["nodes"]
        ]
        loose = self.page.evaluate(
            "pattern => document.body.innerText.match(new RegExp(pattern, 'g')) || []", LOOSE
        )
        return [*found, *(f"breaks: {line}" for line in loose), *self.too_wide(), *self.errors]

    def too_wide(self) -> list[str]:
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return [f"{width} px too wide"] if width > 0 else []


@contextmanager
def chromium() -> Iterator[Browser]:
    """Skips where there is none."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(
    browser: Browser, size: ViewportSize = PHONE, *, scripts: bool = False
) -> Iterator[Window]:
    """Pages need no script; axe does."""
    context = browser.new_context(
        viewport=size,
        is_mobile=size == PHONE,
        java_script_enabled=scripts,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
    )
    context.set_default_timeout(MILLISECONDS)
    held = Window(context, context.new_page())
    held.page.on("pageerror", lambda error: held.errors.append(str(error)))
    held.page.on("console", held.heard)
    held.page.on("request", held.asked)
    try:
        yield held
    finally:
        context.close()


def kept(held: Window, name: str) -> None:
    """A picture for people, where a folder was named for them."""
    if PICTURES:
        held.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
