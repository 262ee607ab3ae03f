from dataclasses import replace
from typing import Any

import pytest

from domain.departement import UnknownTenantCode
from domain.sso import configuring
from domain.sso.configuring import InvalidProvider, ProviderEnded
from domain.sso.facts import Configuration, TenantSsoChanged, TenantSsoConfigured
from domain.sso.provider import IdentityProvider, provider_id
from domain.text import InvalidText
from tests.examples.access import CONFIGURATION

ISSUER = "https://sso.lozere.test/realms/48"


def configured(
    slug: str = "lozere", issuer: str = ISSUER, configuration: Configuration = CONFIGURATION
) -> IdentityProvider:
    return configuring.configure(slug=slug, issuer=issuer, configuration=configuration)


def ended(provider: IdentityProvider) -> bool:
    return provider.ended


def test_a_provider_is_configured_changed_ended_and_used_again() -> None:
    provider = configured()
    assert (provider.id, ended(provider)) == (provider_id("lozere"), False)
    configuring.change(provider, replace(CONFIGURATION, name="Annuaire"))
    assert provider.configuration.name == "Annuaire"
    configuring.end(provider)
    assert ended(provider)
    with pytest.raises(ProviderEnded):
        configuring.end(provider)
    configuring.change(provider, CONFIGURATION)
    assert not ended(provider)
    facts = [type(fact).__name__ for fact in provider.collect_events()]
    assert facts == ["TenantSsoConfigured", "TenantSsoChanged", "TenantSsoEnded", facts[1]]


@pytest.mark.parametrize("slug", ["", "a", "1a", "A", "a b", "a/b", "é", "a" * 41, "sso\n"])
def test_a_slug_is_short_and_plain(slug: str) -> None:
    with pytest.raises(InvalidProvider) as refused:
        configured(slug=slug)
    assert refused.value.field == "/slug"


@pytest.mark.parametrize(
    "issuer",
    [
        "https://sso.lozere.test",
        "https://sso.lozere.test:8443/realms/48/",
        "http://127.0.0.1:9000",
        "http://localhost:9000/demo",
        "http://[::1]:9000",
    ],
)
def test_an_issuer_is_kept_to_the_letter(issuer: str) -> None:
    (fact,) = configured(issuer=issuer).collect_events()
    assert isinstance(fact, TenantSsoConfigured)
    assert fact.issuer == issuer


@pytest.mark.parametrize(
    "issuer",
    [
        "",
        "sso.lozere.test",
        "http://sso.lozere.test",
        "ftp://sso.lozere.test",
        "javascript:alert(1)",
        "https://",
        "https:///realms",
        "https://sso.lozere.test?x=1",
        "https://sso.lozere.test?",
        "https://sso.lozere.test#f",
        "https://sso.lozere.test#",
        "https://user:secret@sso.lozere.test",
        "https://sso.lozere.test@evil.test",
        "https://sso.lozere.test\\@evil.test",
        "https://sso.lozere.test\n",
        " https://sso.lozere.test",
        "https://sso.lozère.test",
        "https://sso.lozere.test:0",
        "https://sso.lozere.test:port",
        "https://sso.lozere.test:99999",
        "https://[::1",
        "http://127.0.0.1.evil.test",
        "http://localhost.evil.test",
        "https://" + "a" * 300,
    ],
)
def test_what_is_no_issuer_is_refused(issuer: str) -> None:
    with pytest.raises(InvalidProvider) as refused:
        configured(issuer=issuer)
    assert refused.value.field == "/issuer"


WRONG: list[tuple[str, Any, type[Exception]]] = [
    ("name", " ", InvalidText),
    ("client_id", "", InvalidText),
    ("client_ref", "", InvalidProvider),
    ("client_ref", "../../etc/passwd", InvalidProvider),
    ("client_ref", "/etc/passwd", InvalidProvider),
    ("client_ref", ".hidden", InvalidProvider),
    ("client_ref", "a\n", InvalidProvider),
    ("algorithms", (), InvalidProvider),
    ("algorithms", ("RS256", "HS256"), InvalidProvider),
    ("algorithms", ("none",), InvalidProvider),
    ("algorithms", ("EdDSA",), InvalidProvider),
    ("scopes", (), InvalidProvider),
    ("scopes", ("email",), InvalidProvider),
    ("scopes", ("openid", "a b"), InvalidProvider),
    ("scopes", ("openid", ""), InvalidProvider),
    ("acr_values", ("eidas2 eidas1",), InvalidProvider),
    ("acr_values", ("é",), InvalidProvider),
    ("claim_map", {"sub": "oid tid"}, InvalidProvider),
    ("claim_map", {"role": "roles"}, InvalidProvider),
    ("claim_map", {"email": ""}, InvalidProvider),
    ("tenants", ("48", "20"), UnknownTenantCode),
    ("tenants", ("platform",), UnknownTenantCode),
]


@pytest.mark.parametrize("weak", [{"signed_userinfo": False}, {"acr_values": ()}])
def test_who_serves_everybody_signs_its_answers_and_says_how_people_were_identified(
    weak: dict[str, Any],
) -> None:
    with pytest.raises(InvalidProvider) as refused:
        configured(configuration=replace(CONFIGURATION, tenants=(), **weak))
    assert refused.value.field == "/tenants"
    configured(configuration=replace(CONFIGURATION, tenants=("48",), **weak))


@pytest.mark.parametrize(("field", "value", "refusal"), WRONG)
def test_a_wrong_configuration_is_refused_at_first_and_later(
    field: str, value: Any, refusal: type[Exception]
) -> None:
    wrong = replace(CONFIGURATION, **{field: value})
    with pytest.raises(refusal) as refused:
        configured(configuration=wrong)
    assert getattr(refused.value, "field", None) == f"/{field}"
    provider = configured()
    with pytest.raises(refusal):
        configuring.change(provider, wrong)
    assert provider.version == 1


def test_what_is_recorded_is_clean() -> None:
    given = replace(
        CONFIGURATION,
        name="  ProConnect ",
        client_id=" pacte",
        tenants=("2a", "48", "2A"),
        scopes=("openid", "email", "openid"),
        algorithms=("ES256", "ES256"),
        acr_values=("eidas1", "eidas1"),
    )
    provider = configured(configuration=given)
    found = provider.configuration
    assert (found.name, found.client_id, found.tenants) == ("ProConnect", "pacte", ("2A", "48"))
    assert (found.scopes, found.algorithms) == (("openid", "email"), ("ES256",))
    assert found.acr_values == ("eidas1",)
    provider.collect_events()
    configuring.change(provider, given)
    (fact,) = provider.collect_events()
    assert isinstance(fact, TenantSsoChanged)
    assert fact.configuration == found


def test_a_provider_serves_its_tenants_or_all() -> None:
    provider = configured(configuration=replace(CONFIGURATION, tenants=("2a",)))
    assert configuring.serves(provider, "2A")
    assert not configuring.serves(provider, "48")
    everybody = configured(configuration=replace(CONFIGURATION, tenants=()))
    assert configuring.serves(everybody, "48")
    configuring.end(everybody)
    assert not configuring.serves(everybody, "48")
