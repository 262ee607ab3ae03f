"""A provider as the log of the platform holds it, and as those who ask it something need it."""

from dataclasses import replace
from typing import Literal, get_args
from urllib.parse import urlsplit

from domain.sso.facts import ClientAuth, Configuration
from domain.sso.provider import IdentityProvider
from infra.sso.providers import provider as presets
from infra.sso.providers.provider import Provider

Preset = Literal["proconnect", "keycloak", "entra"]
PRESETS: tuple[Preset, ...] = get_args(Preset)
NAMES: dict[Preset, str] = {
    "proconnect": "ProConnect",
    "keycloak": "Keycloak",
    "entra": "Microsoft Entra ID",
}


def provider_of(configured: IdentityProvider) -> Provider:
    """An issuer in http can only be on this machine: the domain accepts no other."""
    found = configured.configuration
    return Provider(
        slug=configured.slug,
        issuer=configured.issuer,
        client_id=found.client_id,
        client_ref=found.client_ref,
        auth_method=found.client_auth.value,
        algorithms=found.algorithms,
        acr_values=found.acr_values,
        scopes=found.scopes,
        claim_map=found.claim_map,
        tenants=found.tenants,
        signed_userinfo=found.signed_userinfo,
        loopback=urlsplit(configured.issuer).scheme == "http",
    )


def configuration_of(provider: Provider, name: str) -> Configuration:
    """`name` is what people read on the page where they sign in."""
    return Configuration(
        name=name,
        client_id=provider.client_id,
        client_ref=provider.client_ref,
        client_auth=ClientAuth(provider.auth_method),
        algorithms=provider.algorithms,
        acr_values=provider.acr_values,
        scopes=provider.scopes,
        claim_map=dict(provider.claim_map),
        signed_userinfo=provider.signed_userinfo,
        tenants=provider.tenants,
    )


def from_preset(
    preset: Preset,
    *,
    slug: str,
    client_id: str,
    client_ref: str,
    issuer: str = "",
    name: str = "",
    tenants: tuple[str, ...] = (),
    acr_values: tuple[str, ...] = (),
    client_auth: ClientAuth = ClientAuth.SECRET_POST,
) -> tuple[str, Configuration]:
    """Issuer and configuration. What is left empty is that of the preset."""
    provider = _preset(preset, slug, issuer, client_id, client_ref)
    provider = replace(
        provider,
        tenants=tenants,
        acr_values=acr_values or provider.acr_values,
        auth_method=client_auth.value,
    )
    return provider.issuer, configuration_of(provider, name or NAMES[preset])


def _preset(preset: Preset, slug: str, issuer: str, client_id: str, client_ref: str) -> Provider:
    if preset == "proconnect":
        return presets.proconnect(client_id, client_ref, issuer or presets.PROCONNECT)
    if preset == "keycloak":
        return presets.keycloak(slug, issuer, client_id, client_ref, ())
    return replace(presets.entra(slug, "", client_id, client_ref, ()), issuer=issuer)
