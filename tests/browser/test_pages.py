"""Every page of Pacte, as it is met on the way of one person: for everybody, on every screen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from domain.roles import Role
from infra.demo import provider
from infra.demo.personas import PERSONAS, persona
from infra.embedded.servers import Servers
from infra.sso.local.app import create_provider
from infra.sso.local.serving import listen, serving
from infra.sso.providers.provider import Provider
from tests.browser.chromium import DESK, PHONE, Window, kept, window
from tests.browser.house import House, served
from tests.infra.sso.forging import Forger, forging

SERVICE = "Service d’identité des tests"
DEMO = "Service de démonstration"


pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def forger() -> Iterator[Forger]:
    """Whoever comes is « someone », and nobody is asked for anything."""
    with forging() as one:
        yield one


@pytest.fixture(scope="module")
def house(
    browser: Browser, forger: Forger, servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The first version is signed; its avenant waits for two signatures."""
    with served(servers, tmp_path_factory.mktemp("house")) as made:
        made.plug(forger.provider(), "a-secret", SERVICE)
        made.open_by_mail()
        made.story.all_sign(made.opened)
        made.story.open_avenant()
        made.story.agree()
        made.story.freeze("2025-01-01")
        made.story.open_round()
        yield made


@pytest.fixture(scope="module")
def demo(house: House) -> Iterator[Provider]:
    """The provider of the demonstration, with all of its people."""
    settings = replace(house.world.settings, demo=True)
    known = provider.provider(settings)
    house.plug(known, provider.client(settings).secret, DEMO)
    app = create_provider(settings, provider.accounts(), known.issuer, [provider.client(settings)])
    with listen(*provider.address(settings)) as listening, serving(app, listening):
        yield known


class Tour:
    """Looks at each page at both sizes, and goes on with what it is shown."""

    def __init__(self, held: Window) -> None:
        self.held = held
        self.faults: dict[str, list[str]] = {}
        self.titles: dict[str, str] = {}

    def look(self, name: str) -> None:
        page = self.held.page
        self.faults[name] = self.held.faults()
        kept(self.held, f"{name}-phone")
        page.set_viewport_size(DESK)
        self.faults[name] += self.held.too_wide()
        kept(self.held, f"{name}-desk")
        page.set_viewport_size(PHONE)
        self.held.errors.clear()
        self.titles[urlsplit(page.url).path] = page.title()


def test_every_page_is_for_everybody(house: House, forger: Forger, browser: Browser) -> None:
    with window(browser, scripts=True) as held:
        tour = Tour(held)
        for name in ("connexion", "accessibilite", "nulle-part", "auth/logged-out"):
            held.go(f"{house.url}/{name}")
            tour.look(name.replace("/", "-"))
        _by_mail(house, tour)
        _refused_then_invited(house, forger, tour)
        _signing(house, forger, tour)
        _around(house, tour)
    assert {name: found for name, found in tour.faults.items() if found} == {}
    assert len(set(tour.titles.values())) == len(tour.titles)
    assert all(title.endswith(" – Pacte des solidarités") for title in tour.titles.values())


def _by_mail(house: House, tour: Tour) -> None:
    """A partner without a provider, as far as a code that is not the one that was sent."""
    held = tour.held
    for name in ("connexion/lien", "connexion/lien/demande", "connexion/code/saisie"):
        held.go(f"{house.url}/{name}")
        tour.look(name.replace("/", "-"))
    held.go(house.invite(Role.PARTNER_SIGNATORY))
    held.press("Entrer avec un code reçu par courriel")
    tour.look("code")
    held.press("Envoyer le code")
    tour.look("code-saisie")
    held.page.fill("#code", "12")
    held.press("Entrer")
    tour.look("code-refuse")
    assert "pas le bon" in held.page.inner_text("main")


def _refused_then_invited(house: House, forger: Forger, tour: Tour) -> None:
    held = tour.held
    held.go(f"{house.url}/connexion")
    held.press(SERVICE)
    tour.look("refus")
    house.let_in(Role.DEPT_AGENT, forger.issuer, "someone", "05")
    held.go(f"{house.url}/t/05/a-signer")
    tour.look("espace-un")
    held.go(house.invite(Role.DEPT_SIGNATORY))
    tour.look("invitation")
    held.press("Accepter l’invitation")
    tour.look("espaces")


def _signing(house: House, forger: Forger, tour: Tour) -> None:
    held = tour.held
    held.press("Lozère – signataire du Département", exact=False)
    tour.look("a-signer")
    held.go(house.page)
    tour.look("signer")
    held.page.get_by_text("Refuser de signer").first.click()
    tour.look("signer-refus")
    held.page.fill("#motive", "   ")
    held.page.locator("button.danger").click()
    tour.look("signer-motif")
    house.later(timedelta(minutes=6), forger.issuer, "someone")
    held.press("Signer la version 2")
    tour.look("signer-trop-tard")
    held.go(house.page)
    tour.look("signer-confirmer")
    held.press("Confirmer mon identité")
    held.press("Signer la version 2")
    tour.look("recu")


def _around(house: House, tour: Tour) -> None:
    held = tour.held
    held.go(f"{house.url}/t/48/a-signer")
    tour.look("a-signer-signe")
    held.go(f"{house.url}/compte")
    tour.look("compte")


def test_the_keyboard_alone_is_enough_to_sign(
    house: House, demo: Provider, browser: Browser
) -> None:
    """From the mail's link, through the page of the provider, to the receipt; without a script."""
    prefet = persona("48", "prefet")
    house.let_in(Role.PREFET_SIGNATORY, demo.issuer, provider.sub(prefet))
    with window(browser) as held:
        held.go(house.page)
        stops = held.tabs()
        assert [one["name"] for one in stops[:2]] == ["Aller au contenu", "Pacte des solidarités"]
        assert all(one["seen"] and one["inside"] for one in stops)
        held.go(house.page)
        held.walk_to("Aller au contenu")
        held.page.keyboard.press("Enter")
        assert held.page.url.endswith("#contenu")
        held.walk_to(DEMO)
        held.enter()
        assert held.heading() == "Qui êtes-vous\N{NARROW NO-BREAK SPACE}?"
        held.walk_to(prefet.words, ", Lozère (48)")
        held.enter()
        assert held.page.url == house.page
        stops = held.tabs()
        names = [one["name"] for one in stops]
        assert names.index("Aller à votre décision") < names.index("Signer la version 2")
        assert names.index("Signer la version 2") < names.index("Refuser de signer")
        assert all(one["seen"] and one["inside"] for one in stops)
        held.page.reload()
        held.walk_to("Signer la version 2")
        held.enter()
        assert held.heading() == "Votre signature est enregistrée"
        assert held.errors == []


def test_the_page_of_the_provider_is_for_everybody(
    house: House, demo: Provider, browser: Browser
) -> None:
    with window(browser, scripts=True) as held:
        held.go(f"{house.url}/connexion")
        held.press(DEMO)
        kept(held, "provider-phone")
        assert held.faults() == []
        assert held.page.locator("main button").count() == len(PERSONAS)
        held.page.set_viewport_size(DESK)
        kept(held, "provider-desk")
        assert held.too_wide() == []
