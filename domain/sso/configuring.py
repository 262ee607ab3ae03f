"""What must hold when a provider of identities is configured."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from domain import departement, text
from domain.errors import Invalid, RuleBroken
from domain.sso.facts import Configuration
from domain.sso.provider import IdentityProvider

SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")
REF = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
# With the type and the curve of the key that verifies each. Symmetric ones would let whoever knows
# the client's secret make identities up.
ALGORITHMS: Mapping[str, tuple[str, str | None]] = {
    "RS256": ("RSA", None),
    "PS256": ("RSA", None),
    "ES256": ("EC", "P-256"),
}
# `sub` may join claims of theirs: "tid+oid".
CLAIMS = ("sub", "given_name", "usual_name", "email", "siret", "organization_label")
# A scope or an `acr` is one word (RFC 6749 §3.3); several would be taken for a list.
WORD = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,200}")
ADDRESS = re.compile(r"[\x21-\x7e]{1,300}")
# What never changes hands; Entra ID tells one person apart by directory and object.
SUBJECTS = ("sub", "tid+oid")
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
    return IdentityProvider(slug=slug, issuer=issuer, configuration=_clean(configuration))


def change(provider: IdentityProvider, configuration: Configuration) -> None:
    """One that was ended is used again."""
    provider.tenant_sso_changed(configuration=_clean(configuration))


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
    if not (ADDRESS.fullmatch(issuer) and _possible(issuer)):
        raise InvalidProvider("L’émetteur est une adresse https.", field="/issuer")


def _possible(issuer: str) -> bool:
    """OpenID Connect Discovery §3: no query and no fragment; nor anybody’s account."""
    try:
        parts = urlsplit(issuer)
        local = parts.scheme == "http" and parts.hostname in LOOPBACK
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return whole and (parts.scheme == "https" or local) and not set("?#@\\") & set(issuer)


def _clean(given: Configuration) -> Configuration:
    """As it will be compared: names trimmed, codes as published, every list without repetition."""
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
    _words(given.claim_map.values(), "/claim_map")
    if given.claim_map.get("sub", "sub") not in SUBJECTS:
        raise InvalidProvider(
            "Une personne est reconnue par « sub », jamais par une adresse.", field="/claim_map"
        )
    if not given.tenants and not (given.signed_userinfo and given.acr_values):
        raise InvalidProvider(
            "Qui sert tous les départements signe ses réponses et dit le niveau d’identification.",
            field="/tenants",
        )
    return replace(
        given,
        name=text.title(given.name, "/name"),
        client_id=text.title(given.client_id, "/client_id"),
        algorithms=_once(given.algorithms),
        acr_values=_words(given.acr_values, "/acr_values"),
        scopes=_words(given.scopes, "/scopes"),
        tenants=_once(departement.tenant_code(code, "/tenants") for code in given.tenants),
    )


def _words(given: Iterable[str], field: str) -> tuple[str, ...]:
    words = _once(given)
    if not all(WORD.fullmatch(each) for each in words):
        raise InvalidProvider("Chaque valeur est un mot, sans espace ni accent.", field=field)
    return words


def _once(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(given))
