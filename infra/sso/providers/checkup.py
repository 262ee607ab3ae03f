"""What `pacte sso test` asks of a provider, before anybody depends on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.sso.openid.exchange import private_key
from infra.sso.openid.keys import usable
from infra.sso.openid.metadata import OPTIONAL, PATH, REQUIRED, checked, fetched
from infra.sso.providers.provider import Provider
from infra.sso.providers.secrets import Secrets
from infra.sso.refusals import ProviderDown, SignInRefused
from infra.typography import french


@dataclass(frozen=True, slots=True)
class Check:
    """`code` is stable; `words` say what was found, or what to do."""

    code: str
    ok: bool
    words: str


def checkup(provider: Provider, secrets: Secrets) -> list[Check]:
    """Nothing is kept and nobody is signed in. What cannot be asked is left out."""
    document = _document(provider)
    if isinstance(document, Check):
        return [document, _secret(provider, secrets)]
    return [
        _check("discovery", True, "Le document de découverte est lisible."),
        *_own_words(provider, document),
        _keys(provider, document),
        *_supported(provider, document),
        _secret(provider, secrets),
    ]


def _document(provider: Provider) -> dict[str, Any] | Check:
    url = provider.issuer.rstrip("/") + PATH
    try:
        return fetched(provider, url)
    except ProviderDown as error:
        words = f"{url} ne répond pas par un document lisible ({error.cause})."
    except SignInRefused as error:
        words = f"{url} n’est pas une adresse permise ({error.cause})."
    return _check("discovery", False, words)


def _own_words(provider: Provider, document: dict[str, Any]) -> list[Check]:
    told = document.get("issuer")
    same = told == provider.issuer
    words = f"Émetteur attendu : {provider.issuer} ; annoncé : {str(told)[:200]}."
    found = [_check("issuer", same, words)]
    try:
        checked(provider, document | {"issuer": provider.issuer})
    except SignInRefused as error:
        words = f"L’adresse « {error.cause} » manque ou n’est pas permise."
        return [*found, _check("endpoints", False, words)]
    named = ", ".join(name for name in (*REQUIRED, *OPTIONAL) if document.get(name))
    return [*found, _check("endpoints", True, f"Adresses annoncées : {named}.")]


def _keys(provider: Provider, document: Mapping[str, Any]) -> Check:
    try:
        keys = usable(fetched(provider, str(document.get("jwks_uri"))), provider.algorithms)
    except (ProviderDown, SignInRefused) as error:
        return _check("keys", False, f"Les clés ne sont pas lisibles ({error.cause}).")
    agreed = ", ".join(provider.algorithms)
    words = f"Clés qui peuvent servir pour {agreed} : {len(keys.keys)}."
    return _check("keys", bool(keys), words)


def _supported(provider: Provider, document: Mapping[str, Any]) -> list[Check]:
    """A list that the document leaves out has the default of OpenID Connect Discovery 1.0."""

    def listed(name: str, default: tuple[str, ...] = ()) -> list[Any]:
        value = document.get(name, list(default))
        return value if isinstance(value, list) else []

    method = provider.auth_method
    methods = listed("token_endpoint_auth_methods_supported", ("client_secret_basic",))
    found = [
        _pkce(document.get("code_challenge_methods_supported")),
        _check(
            "code",
            ok := "code" in listed("response_types_supported"),
            f"Code d’autorisation : {_is(ok)}.",
        ),
        _check(
            "auth-method", ok := method in methods, f"Preuve du client par {method} : {_is(ok)}."
        ),
    ]
    signing = listed("id_token_signing_alg_values_supported")
    agreed = [name for name in provider.algorithms if name in signing]
    words = f"Algorithmes communs : {', '.join(agreed) or 'aucun'}."
    found.append(_check("algorithms", bool(agreed), words))
    if provider.signed_userinfo:
        signed = listed("userinfo_signing_alg_values_supported")
        ok = any(name in signed for name in provider.algorithms)
        found.append(_check("signed-userinfo", ok, f"Renseignements signés : {_is(ok)}."))
    ends = bool(document.get("end_session_endpoint"))
    words = f"Déconnexion chez le fournisseur : {_is(ends)}."
    return [*found, _check("end-session", ends, words)]


def _pkce(announced: object) -> Check:
    """Entra ID has it and does not announce it: it is sent whatever the document says."""
    if announced is None:
        return _check("pkce", True, "PKCE S256 : non annoncé, et demandé quand même.")
    ok = isinstance(announced, list) and "S256" in announced
    return _check("pkce", ok, f"PKCE S256 : {_is(ok)}.")


def _secret(provider: Provider, secrets: Secrets) -> Check:
    try:
        secret = secrets.read(provider.client_ref)
        if provider.auth_method == "private_key_jwt":
            private_key(secret)
    except SignInRefused as error:
        path = secrets.folder / provider.client_ref
        words = (
            f"Le secret n’est pas lisible ({error.cause}). Déposez-le dans {path}, "
            "lisible de son seul propriétaire (chmod 600)."
        )
        return _check("secret", False, words)
    return _check("secret", True, "Le secret est lisible.")


def _is(ok: object) -> str:
    return "proposé" if ok else "non proposé"


def _check(code: str, ok: object, words: str) -> Check:
    return Check(code, bool(ok), french(words))
