"""By whom people are recognised: configured as data, in the log of the platform."""

from domain.sso import configuring
from domain.sso.configuring import InvalidProvider
from domain.sso.provider import IdentityProvider, provider_id
from services.ask import Ask
from services.pactes import Pactes, Receipt
from services.platform.commands import ConfigureSso, EndSso
from services.policy import allow
from services.target import Target


def configure_sso(platform: Pactes, ask: Ask, command: ConfigureSso) -> Receipt:
    """Another issuer is another provider: its people would be taken for those of the first."""
    allow(ask, "configure_sso", Target(tenant=platform.tenant))
    if provider_id(command.slug) not in platform.repository:
        provider = configuring.configure(
            slug=command.slug, issuer=command.issuer, configuration=command.configuration
        )
        return platform.record(ask, provider)
    provider = platform.load(IdentityProvider, provider_id(command.slug), ask)
    if provider.issuer != command.issuer:
        raise InvalidProvider("L’émetteur d’un fournisseur ne change pas.", field="/issuer")
    configuring.change(provider, command.configuration)
    return platform.record(ask, provider)


def end_sso(platform: Pactes, ask: Ask, command: EndSso) -> Receipt:
    allow(ask, "end_sso", Target(tenant=platform.tenant))
    provider = platform.load(IdentityProvider, provider_id(command.slug), ask)
    configuring.end(provider)
    return platform.record(ask, provider)
