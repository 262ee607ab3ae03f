"""A provider of identities, as configured."""

from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from domain.sso import facts
from domain.sso.facts import Configuration

PROVIDERS = UUID("1a7ac0de-0000-5000-8000-000000000005")


def provider_id(slug: str) -> UUID:
    """The stream of a provider in the log of the platform."""
    return uuid5(PROVIDERS, slug)


class IdentityProvider(Aggregate):
    TOPIC = "identity_provider"
    STATE_VERSION = 1
    Event = facts.ProviderFact
    TenantSsoConfigured = facts.TenantSsoConfigured
    TenantSsoChanged = facts.TenantSsoChanged
    TenantSsoEnded = facts.TenantSsoEnded

    slug: str
    issuer: str
    configuration: Configuration
    ended: bool

    @staticmethod
    def create_id(slug: str) -> UUID:
        return provider_id(slug)

    @event(facts.TenantSsoConfigured)
    def __init__(self, *, slug: str, issuer: str, configuration: Configuration) -> None:
        self.slug = slug
        self.issuer = issuer
        self.configuration = configuration
        self.ended = False

    @event(facts.TenantSsoChanged)
    def tenant_sso_changed(self, *, configuration: Configuration) -> None:
        self.configuration = configuration
        self.ended = False

    @event(facts.TenantSsoEnded)
    def tenant_sso_ended(self) -> None:
        self.ended = True
