"""A provider as the log of the platform has it, in the terms of the flow."""

from urllib.parse import urlsplit

from domain.sso.provider import IdentityProvider
from infra.sso.provider import Provider


def provider_of(configured: IdentityProvider) -> Provider:
    """An issuer on http is on this machine: the domain lets no other one in."""
    given = configured.configuration
    return Provider(
        slug=configured.slug,
        issuer=configured.issuer,
        client_id=given.client_id,
        client_ref=given.client_ref,
        auth_method=given.client_auth.value,
        algorithms=given.algorithms,
        acr_values=given.acr_values,
        scopes=given.scopes,
        claim_map=given.claim_map,
        tenants=given.tenants,
        signed_userinfo=given.signed_userinfo,
        loopback=urlsplit(configured.issuer).scheme == "http",
    )
