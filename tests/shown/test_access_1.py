"""Shown 1: with the library that ProConnect runs on, in a browser of a phone: from mail to receipt.

Skipped where there is no Chromium, no Node or no `oidc-provider`; `.ci/run` brings all three.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from playwright.sync_api import Browser

from domain.roles import Role
from infra.embedded.servers import Servers
from tests.browser.chromium import Window, chromium, window
from tests.browser.house import PRESIDENTE, House, served
from tests.browser.proconnect import Known, ProConnect, running
from tests.infra.sso.forging import forging
from tests.journeys.story import CPT

CAMILLE = Known(
    sub="7c1f0a52",
    email="camille.durand@lozere.test",
    given_name="Camille",
    usual_name="Durand",
    siret="22480001100013",
    organization_label="Département de la Lozère",
)
STRANGER = Known(
    sub="0d4f2b11",
    email="alex.martin@ailleurs.test",
    given_name="Alex",
    usual_name="Martin",
    siret="22480001100013",
    organization_label="Département de la Lozère",
)

TITLE = str(CPT["title"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def house(
    browser: Browser, servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    with served(servers, tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def state(house: House) -> Iterator[ProConnect]:
    with running(house.url, [CAMILLE, STRANGER]) as known:
        house.plug(known.provider, known.secret)
        yield known


@pytest.fixture
def phone(browser: Browser) -> Iterator[Window]:
    with window(browser) as held:
        yield held


def identified(phone: Window, who: Known) -> None:
    """On the page of ProConnect."""
    phone.page.get_by_label("Adresse électronique professionnelle").fill(who.email)
    phone.press("Continuer")


def test_from_the_invitation_to_the_receipt(house: House, state: ProConnect, phone: Window) -> None:
    house.let_in(Role.DEPT_AGENT, state.issuer, CAMILLE.sub, "05")
    house.invite(Role.DEPT_SIGNATORY)
    phone.go(house.mailed(PRESIDENTE, "/invitation/48/"))
    phone.press("ProConnect")
    identified(phone, CAMILLE)
    assert phone.heading() == "Vous êtes invité"
    phone.press("Accepter l’invitation")

    assert phone.heading() == "Choisir un espace"
    spaces = phone.page.locator("main button").all_inner_texts()
    assert [one.split(" – ")[0] for one in spaces] == ["Hautes-Alpes", "Lozère"]
    phone.press("Lozère – signataire du Département", exact=False)
    assert phone.heading() == "À signer"

    phone.go(house.mailed(PRESIDENTE, "/a-signer/"))
    assert phone.page.url == house.page
    assert phone.heading() == TITLE
    house.later(timedelta(minutes=6), state.issuer, CAMILLE.sub)
    phone.again()
    assert "Signer la version 1" not in phone.text()
    phone.press("Confirmer mon identité")
    assert phone.heading() == "Confirmez votre identité"
    identified(phone, CAMILLE)

    assert phone.page.url == house.page
    phone.again()
    phone.press("Signer la version 1")
    assert phone.heading() == "Votre signature est enregistrée"
    assert TITLE in phone.text()
    assert "président, Département" in phone.text()
    receipt = phone.page.url
    phone.again()
    assert phone.heading() == "Votre signature est enregistrée"
    phone.go(house.page)
    assert "Vous avez déjà signé cette version." in phone.text()

    copied = phone.context.cookies()
    phone.press("Se déconnecter")
    assert phone.heading() == "Se déconnecter de ProConnect ?"
    phone.press("Oui, me déconnecter")
    assert phone.heading() == "Vous êtes déconnecté de Pacte"
    assert "terminée aussi" in phone.text()
    phone.context.add_cookies(cast("Any", copied))
    phone.go(receipt)
    assert phone.heading() == "Se connecter"
    phone.press("ProConnect")
    assert phone.heading() == "S’identifier avec ProConnect"
    assert phone.errors == []


def test_a_sign_out_at_the_provider_ends_the_session_here(
    house: House, state: ProConnect, phone: Window
) -> None:
    phone.go(house.url)
    phone.press("ProConnect")
    identified(phone, CAMILLE)
    phone.go(f"{house.url}/compte")
    assert phone.heading() == "Mon compte"

    phone.go(f"{state.issuer}/session/end")
    phone.press("Oui, me déconnecter")
    assert phone.heading() == "Vous êtes déconnecté de ProConnect"
    phone.go(f"{house.url}/compte")
    assert phone.heading() == "Se connecter"


def test_who_was_not_invited_is_told_whom_to_ask(
    house: House, state: ProConnect, phone: Window
) -> None:
    """The SIRET of the département opens nothing."""
    phone.go(house.page)
    phone.press("ProConnect")
    identified(phone, STRANGER)
    assert phone.heading() == "Aucun espace ne vous est ouvert"
    assert STRANGER.siret in phone.text()
    assert TITLE not in phone.text()


def test_who_gives_up_at_the_provider_comes_back_to_be_told(
    house: House, state: ProConnect, phone: Window
) -> None:
    phone.go(house.url)
    phone.press("ProConnect")
    identified(phone, replace(STRANGER, email="personne@ailleurs.test"))
    assert phone.heading() == "Action non autorisée"
    assert "interrompue" in phone.text()


def test_one_factor_is_not_enough_whatever_the_provider_lets_pass(
    house: House, phone: Window
) -> None:
    """`oidc-provider` asks again and again instead: this answer is made up."""
    with forging() as forger:
        forger.forge = lambda one, claims: one.sign(claims | {"acr": "eidas1"})
        house.plug(forger.provider(), "a-secret", "Service contrefait")
        phone.go(house.url)
        phone.press("Service contrefait")
        assert "deux facteurs" in phone.text()
        phone.go(f"{house.url}/compte")
        assert phone.heading() == "Se connecter"
