"""Where the people of the demo sign in: the local provider, as Pacte is configured to know it."""

import secrets
from urllib.parse import urlsplit

from infra.demo.living.reading import DEPARTEMENT, STATE
from infra.demo.personas import ARS, PERSONAS, Persona
from infra.embedded.ports import free_port
from infra.kept import kept
from infra.settings import Settings
from infra.sso import paths
from infra.sso.local.accounts import SCOPES, Account, Client
from infra.sso.local.memory import ACR
from infra.sso.providers.provider import Provider
from infra.store.connections.names import PLATFORM

SLUG = "demo"
CLIENT_ID = "pacte"
CLIENT_REF = "demo-provider"
FIRST_PORT = 18080
TERRITORIES = {
    "05": "Hautes-Alpes (05)",
    "42": "Loire (42)",
    "48": "Lozère (48)",
    PLATFORM: "Au-dessus des départements",
}
ORGANIZATIONS = {
    DEPARTEMENT: "Conseil départemental",
    STATE: "Préfecture",
    ARS: "Agence régionale de santé",
}


def issuer(settings: Settings) -> str:
    """The same for one home from the first time on: identities are kept under it."""
    path = settings.home / "provider" / "issuer"
    return kept(path, lambda: f"http://127.0.0.1:{free_port(FIRST_PORT)}")


def provider(settings: Settings) -> Provider:
    """As ProConnect: for every tenant, with two factors and signed claims."""
    return Provider(
        slug=SLUG,
        issuer=issuer(settings),
        client_id=CLIENT_ID,
        client_ref=CLIENT_REF,
        algorithms=("RS256",),
        acr_values=(ACR,),
        scopes=SCOPES,
        signed_userinfo=True,
        loopback=True,
    )


def client(settings: Settings) -> Client:
    return Client(
        client_id=CLIENT_ID,
        secret=kept(settings.secrets_folder / CLIENT_REF, lambda: secrets.token_urlsafe(32)),
        redirect_uris=(paths.callback(settings.url, SLUG),),
        post_logout_redirect_uris=(paths.logged_out(settings.url),),
        backchannel_logout_uri=paths.backchannel_logout(f"http://{settings.listen}", SLUG),
    )


def accounts() -> list[Account]:
    return [_account(one) for one in PERSONAS]


def sub(one: Persona) -> str:
    """What `person_login` knows the persona by, with the issuer."""
    return f"{one.tenant}-{one.key}"


def address(settings: Settings) -> tuple[str, int]:
    parts = urlsplit(issuer(settings))
    return str(parts.hostname), int(parts.port or 0)


def _account(one: Persona) -> Account:
    return Account(
        sub=sub(one),
        display_name=one.display_name,
        words=one.words,
        email=one.address,
        territory=TERRITORIES.get(one.tenant, one.tenant),
        organization_label=ORGANIZATIONS.get(one.organization or "", ""),
    )
