"""Shown 5: `pacte up --demo`, for real, and a browser: two clicks, and one's own space only.

Every page as everybody meets it is in `tests/browser/test_pages.py`, which always runs.
"""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from threading import Thread
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from domain.departement import name_of
from infra.demo import provider
from infra.demo.personas import PERSONAS, TENANTS, Persona, persona
from infra.store.connections.names import PLATFORM
from infra.web.pages.frame import sees_signatures
from tests.browser.chromium import Window, chromium, kept, window
from tests.ports import own_port
from tests.servers import folder_for_servers
from tests.shown.told import REPOSITORY, environment, logged

pytestmark = pytest.mark.slow
SERVICE = "Service d’identité de la démonstration"
READY = re.compile(r"Pacte est prêt\s:\s(http://127\.0\.0\.1:\d+)")
NOBODY = "La page demandée n’existe pas, ou vous n’y avez pas accès."
# One of each sort, for what takes time.
SOME = (
    persona("05", "agent"),
    persona("05", "ars-direction"),
    persona("42", "auditor"),
    persona("48", "admin"),
    persona(PLATFORM, "commissaire"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def url(browser: Browser) -> Iterator[str]:
    with folder_for_servers("up") as folder:
        home = folder / "home"
        listen = f"127.0.0.1:{own_port()}"
        with subprocess.Popen(
            [sys.executable, "-m", "infra.cli.main", "up", "--demo"],
            cwd=REPOSITORY,
            env=environment(home) | {"PACTE_LISTEN": listen, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout
            ready = next((found[1] for found in map(READY.search, process.stdout) if found), None)
            assert ready, logged(home)
            draining = Thread(target=process.stdout.read)
            draining.start()
            yield ready
            process.send_signal(signal.SIGINT)
            process.wait(60)
            draining.join()
        assert process.returncode == 0


def two_clicks(held: Window, url: str, who: Persona) -> None:
    held.go(url)
    held.press(SERVICE)
    held.page.locator(f"button[value='{provider.sub(who)}']").click()


@pytest.mark.parametrize("who", PERSONAS, ids=provider.sub)
def test_a_persona_comes_in_with_two_clicks_and_sees_its_own_space_only(
    url: str, browser: Browser, who: Persona
) -> None:
    with window(browser) as held:
        two_clicks(held, url, who)
        signs = sees_signatures(who.tenant, who.role)
        assert held.heading() == ("À signer" if signs else "Mon compte")
        own = "Plateforme nationale" if who.tenant == PLATFORM else name_of(who.tenant)
        assert held.page.locator(".space").inner_text().startswith(f"{own} – ")
        nowhere = seen(held, f"{url}/t/99/a-signer")
        assert NOBODY in nowhere
        for code in {*TENANTS} - {who.tenant}:
            assert seen(held, f"{url}/t/{code}/a-signer") == nowhere
        held.go(f"{url}/espaces")
        buttons = held.page.locator("main button").all_inner_texts()
        assert [one.partition(" – ")[0] for one in buttons] == [own]
        held.press("Se déconnecter")
        assert held.heading() == "Vous êtes déconnecté de Pacte"
        assert held.errors == []


def seen(held: Window, address: str) -> str:
    held.go(address)
    return held.page.locator("main").inner_text()


@pytest.mark.parametrize("who", SOME, ids=provider.sub)
def test_what_they_see_is_for_everybody(url: str, browser: Browser, who: Persona) -> None:
    with window(browser, scripts=True) as held:
        two_clicks(held, url, who)
        for path in ("", "/espaces", "/compte", f"/t/{who.tenant}/a-signer/{uuid4()}"):
            if path:
                held.go(f"{url}{path}")
            kept(held, f"demo-{provider.sub(who)}{path.replace('/', '-')}"[:40])
            assert held.faults() == [], path
