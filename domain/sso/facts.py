"""What happens to a provider of identities (log of the platform). Secrets are named, never held."""

from dataclasses import dataclass
from enum import StrEnum

from eventsourcing.domain import Aggregate


class ClientAuth(StrEnum):
    """How Pacte proves itself at the token endpoint (RFC 7591)."""

    SECRET_POST = "client_secret_post"  # noqa: S105 - the name of a method
    PRIVATE_KEY_JWT = "private_key_jwt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """`tenants` empty: every tenant. `client_ref` names the file that holds the secret or key.

    `acr_values`: those accepted, empty: none is asked for; `claim_map`: their name by ours.
    """

    name: str
    client_id: str
    client_ref: str
    client_auth: ClientAuth
    algorithms: tuple[str, ...]
    acr_values: tuple[str, ...]
    scopes: tuple[str, ...]
    claim_map: dict[str, str]
    signed_userinfo: bool
    tenants: tuple[str, ...]


class ProviderFact(Aggregate.Event):
    TOPIC = "identity_provider.event"


class TenantSsoConfigured(ProviderFact, Aggregate.Created):
    TOPIC = "identity_provider.tenant_sso_configured.1"
    slug: str
    issuer: str
    configuration: Configuration


class TenantSsoChanged(ProviderFact):
    """All of it anew, but for the issuer: another issuer is another provider."""

    TOPIC = "identity_provider.tenant_sso_changed.1"
    configuration: Configuration


class TenantSsoEnded(ProviderFact):
    """Nobody comes in by it any more; memberships stay."""

    TOPIC = "identity_provider.tenant_sso_ended.1"
