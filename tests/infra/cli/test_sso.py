"""`pacte sso`, against the local provider and against nobody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.sso.provider import IdentityProvider, provider_id
from infra.sso.providers.configured import provider_of
from infra.wiring import Wiring
from tests.infra.cli.terminal import Terminal
from tests.infra.sso.living import SECRET, Local, living

PROCONNECT = ("proconnect", "--preset", "proconnect", "--client-id", "pacte", "--client-ref", "pc")
KEYCLOAK = ("lozere", "--preset", "keycloak", "--client-id", "pacte", "--client-ref", "kc")
ISSUER = ("--issuer", "https://sso.lozere.test/realms/agents")
DIRECTORY = "https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0"


@pytest.fixture(autouse=True)
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "secrets"
    folder.mkdir()
    monkeypatch.setenv("PACTE_SSO_SECRETS", str(folder))
    return folder


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    with living(tmp_path_factory.mktemp("local")) as running:
        yield running


def configured(wiring: Wiring, slug: str) -> IdentityProvider:
    return wiring.platform().load(IdentityProvider, provider_id(slug))


def test_a_provider_is_added_once_changed_ended_and_back(
    terminal: Terminal, wiring: Wiring, secrets: Path
) -> None:
    first = terminal.said("sso", "add", *PROCONNECT)
    assert first["secret"] == str(secrets / "pc")
    assert first["issuer"] == "https://auth.agentconnect.gouv.fr/api/v2"
    assert (first["changed"], terminal.said("sso", "add", *PROCONNECT)["changed"]) == (True, False)
    assert terminal.said("sso", "add", *PROCONNECT, "--acr", "eidas3")["changed"]
    assert configured(wiring, "proconnect").configuration.acr_values == ("eidas3",)
    assert "Plus personne n’entre par proconnect." in terminal.told("sso", "end", "proconnect")
    assert "le remet en service" in terminal.refused("sso", "end", "proconnect")
    assert terminal.said("sso", "add", *PROCONNECT, "--acr", "eidas3")["changed"]
    assert not configured(wiring, "proconnect").ended


def test_what_departements_bring_serves_them_alone(terminal: Terminal, wiring: Wiring) -> None:
    terminal.said("sso", "add", *KEYCLOAK, *ISSUER, "--tenant", "48", "--name", "Compte Lozère")
    entra = ("entra48", "--preset", "entra", "--client-id", "x", "--client-ref", "e")
    terminal.said("sso", "add", *entra, "--issuer", DIRECTORY, "--tenant", "48")
    found = configured(wiring, "lozere").configuration
    assert (found.tenants, found.name) == (("48",), "Compte Lozère")
    provider = provider_of(configured(wiring, "entra48"))
    assert (provider.claim("sub"), provider.issuer) == ("tid+oid", DIRECTORY)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (KEYCLOAK, 2, "indiquez --issuer"),
        ((*KEYCLOAK, *ISSUER), 2, "--tenant chaque département servi"),
        ((*KEYCLOAK, *ISSUER, "--tenant", "05"), 1, "Aucun département « 05 »"),
        ((*KEYCLOAK, *ISSUER, "--tenant", "99"), 2, "n’est pas un code de département"),
        ((*KEYCLOAK, "--issuer", "http://x.test", "--tenant", "48"), 1, "adresse https"),
        (("Lozère", *KEYCLOAK[1:], *ISSUER, "--tenant", "48"), 1, "minuscules"),
        ((*KEYCLOAK[:-1], "../kc", *ISSUER, "--tenant", "48"), 1, "nom de fichier"),
        (("x", "--preset", "google", *PROCONNECT[3:]), 2, "'google' n’est pas l’un de"),
        (PROCONNECT[:-2], 2, "Il manque l’option '--client-ref'"),
    ],
)
def test_what_cannot_be_configured_is_named(
    terminal: Terminal, wiring: Wiring, arguments: tuple[str, ...], code: int, words: str
) -> None:
    assert words in terminal.refused("sso", "add", *arguments, code=code)
    assert provider_id(arguments[0]) not in wiring.platform().repository


def test_the_issuer_of_a_provider_never_changes(terminal: Terminal) -> None:
    terminal.said("sso", "add", *KEYCLOAK, *ISSUER, "--tenant", "48")
    other = ("--issuer", "https://autre.test/realms/agents")
    refused = terminal.refused("sso", "add", *KEYCLOAK, *other, "--tenant", "48")
    assert "ne change pas" in refused


@pytest.mark.parametrize("act", ["test", "end"])
def test_what_is_not_configured_cannot_be_tried_or_ended(terminal: Terminal, act: str) -> None:
    assert "« pacte sso add » en ajoute un" in terminal.refused("sso", act, "proconnect")


def test_a_provider_that_answers_passes_when_its_secret_is_there(
    terminal: Terminal, local: Local, secrets: Path
) -> None:
    terminal.said("sso", "add", *PROCONNECT, "--issuer", local.issuer)
    missing = terminal.said("sso", "test", "proconnect", code=1)
    assert failing(missing) == ["secret"]
    path = secrets / "pc"
    path.touch(mode=0o600)
    path.write_text(SECRET)
    found = terminal.said("sso", "test", "proconnect")
    assert (found["ok"], failing(found)) == (True, [])
    told = terminal.told("sso", "test", "proconnect")
    assert "oui Le document de découverte est lisible." in told
    path.chmod(0o644)
    told = terminal.told("sso", "test", "proconnect", code=1)
    assert f"NON Le secret n’est pas lisible (secret-exposed). Déposez-le dans {path}" in told


def test_a_provider_that_does_not_answer_fails(terminal: Terminal) -> None:
    terminal.said("sso", "add", *PROCONNECT, "--issuer", "http://127.0.0.1:9")
    found = terminal.said("sso", "test", "proconnect", code=1)
    assert failing(found) == ["discovery", "secret"]


def failing(found: dict[str, Any]) -> list[str]:
    return [check["code"] for check in found["checks"] if not check["ok"]]
