"""A provider as the log holds it, and as it is asked: the same, both ways."""

import pytest

from domain.sso.configuring import InvalidProvider, configure
from domain.sso.facts import ClientAuth
from infra.sso.providers.configured import (
    NAMES,
    PRESETS,
    configuration_of,
    from_preset,
    provider_of,
)
from infra.sso.providers.provider import PROCONNECT, Provider, entra, keycloak, proconnect

DIRECTORY = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490"
REALM = "https://sso.lozere.test/realms/agents"
GIVEN = [
    proconnect("pacte", "pc"),
    keycloak("lozere", REALM, "pacte", "kc", ("48",)),
    entra("alpes", DIRECTORY, "pacte", "e", ("05", "48")),
    Provider(
        slug="demo",
        issuer="http://127.0.0.1:18080",
        client_id="pacte",
        client_ref="demo",
        auth_method="private_key_jwt",
        acr_values=("eidas1-mfa",),
        signed_userinfo=True,
        loopback=True,
    ),
]


@pytest.mark.parametrize("given", GIVEN, ids=lambda one: one.slug)
def test_nothing_is_lost_on_the_way_into_the_log_and_back(given: Provider) -> None:
    configuration = configuration_of(given, "Nom")
    stored = configure(slug=given.slug, issuer=given.issuer, configuration=configuration)
    assert provider_of(stored) == given
    assert configuration_of(provider_of(stored), "Nom") == configuration


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_can_be_configured_and_has_its_name(preset: str) -> None:
    (chosen,) = [one for one in PRESETS if one == preset]
    issuer, configuration = from_preset(
        chosen, slug="x1", client_id="pacte", client_ref="x", issuer=REALM, tenants=("48",)
    )
    stored = configure(slug="x1", issuer=issuer, configuration=configuration)
    assert (issuer, stored.configuration.name) == (REALM, NAMES[chosen])
    assert stored.configuration.tenants == ("48",)


def test_presets_are_those_of_the_providers() -> None:
    issuer, configuration = from_preset(
        "proconnect", slug="proconnect", client_id="pacte", client_ref="pc"
    )
    assert (issuer, configuration) == (PROCONNECT, configuration_of(GIVEN[0], "ProConnect"))
    issuer, configuration = from_preset(
        "entra",
        slug="alpes",
        client_id="pacte",
        client_ref="e",
        issuer=GIVEN[2].issuer,
        tenants=("05", "48"),
    )
    assert configuration == configuration_of(GIVEN[2], "Microsoft Entra ID")
    assert configuration.claim_map["sub"] == "tid+oid"


def test_what_is_given_goes_before_the_preset() -> None:
    _, found = from_preset(
        "proconnect",
        slug="proconnect",
        client_id="pacte",
        client_ref="pc",
        acr_values=("eidas3",),
        client_auth=ClientAuth.PRIVATE_KEY_JWT,
        name="Agents",
    )
    assert (found.acr_values, found.client_auth, found.name) == (
        ("eidas3",),
        ClientAuth.PRIVATE_KEY_JWT,
        "Agents",
    )


def test_a_claim_that_pacte_does_not_know_is_refused() -> None:
    configuration = configuration_of(GIVEN[1], "Nom")
    configuration.claim_map["role"] = "roles"
    with pytest.raises(InvalidProvider, match="sub, given_name"):
        configure(slug="lozere", issuer=REALM, configuration=configuration)
