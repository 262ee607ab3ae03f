"""What must hold when a provider of identities is configured."""

import re
from urllib.parse import urlsplit

from domain import departement, text
from domain.errors import Invalid, RuleBroken
from domain.sso.facts import Configuration
from domain.sso.provider import IdentityProvider

SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")
REF = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
# Symmetric ones would let whoever knows the client's secret make identities up.
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
# `sub` may join claims of theirs: "tid+oid".
CLAIMS = ("sub", "given_name", "usual_name", "email", "siret", "organization_label")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class InvalidProvider(Invalid):
    code = "invalid-provider"


class ProviderEnded(RuleBroken):
    code = "provider-ended"


def configure(*, slug: str, issuer: str, configuration: Configuration) -> IdentityProvider:
    if not SLUG.fullmatch(slug):
        raise InvalidProvider(
            "Un nom court s’écrit en minuscules, chiffres et « - ».", field="/slug"
        )
    _issuer(issuer)
    _possible(configuration)
    return IdentityProvider(slug=slug, issuer=issuer, configuration=configuration)


def change(provider: IdentityProvider, configuration: Configuration) -> None:
    _possible(configuration)
    provider.tenant_sso_changed(configuration=configuration)


def end(provider: IdentityProvider) -> None:
    if provider.ended:
        raise ProviderEnded("Ce fournisseur n’est déjà plus utilisé.")
    provider.tenant_sso_ended()


def serves(provider: IdentityProvider, tenant: str) -> bool:
    """Whether people of that tenant may be recognised by it."""
    tenants = provider.configuration.tenants
    return not provider.ended and (not tenants or tenant in tenants)


def _issuer(issuer: str) -> None:
    """https; or this machine, for the demonstration. Compared to the letter ever after."""
    parts = urlsplit(issuer)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not (parts.scheme == "https" or local) or not parts.hostname or parts.query:
        raise InvalidProvider("L’émetteur est une adresse https.", field="/issuer")


def _possible(given: Configuration) -> None:
    text.title(given.name, "/name")
    text.title(given.client_id, "/client_id")
    if not REF.fullmatch(given.client_ref):
        raise InvalidProvider("Le secret est nommé par un nom de fichier.", field="/client_ref")
    if not given.algorithms or not set(given.algorithms) <= set(ALGORITHMS):
        raise InvalidProvider(
            f"Algorithmes possibles : {', '.join(ALGORITHMS)}.", field="/algorithms"
        )
    if "openid" not in given.scopes:
        raise InvalidProvider("Il faut au moins demander « openid ».", field="/scopes")
    if not set(given.claim_map) <= set(CLAIMS):
        raise InvalidProvider(f"Attributs connus : {', '.join(CLAIMS)}.", field="/claim_map")
    for code in given.tenants:
        departement.tenant_code(code, "/tenants")
