"""Everything by which people come in, put together once per process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound
from domain.platform.tenant import Tenant
from domain.sso.provider import IdentityProvider, provider_id
from infra.settings import Settings
from infra.sso.mailed.codes import Codes
from infra.sso.mailed.links import Links
from infra.sso.mailed.sending import MailPost
from infra.sso.openid.flow import Flow
from infra.sso.openid.metadata import Directory
from infra.sso.openid.pending import Begun
from infra.sso.openid.tokens import Tokens
from infra.sso.providers.listed import Listed
from infra.sso.providers.secrets import Secrets
from infra.sso.sessions import Sessions
from infra.sso.store import opened
from services.access.callers import OPEN
from services.pactes import Pactes


@dataclass(frozen=True, slots=True)
class Door:
    directory: Directory
    flow: Flow
    tokens: Tokens
    sessions: Sessions
    begun: Begun
    platform: Pactes
    listed: Listed[IdentityProvider]
    by_mail: Listed[Tenant]
    codes: Codes
    links: Links
    post: MailPost

    def provider(self, slug: str) -> IdentityProvider | None:
        """As the log says now: one that was ended lets nobody in any more."""
        try:
            found = self.platform.load_short(IdentityProvider, provider_id(slug))
        except NotFound:
            return None
        return None if found.ended else found


def door(
    settings: Settings, database: str, platform: Pactes, clock: Callable[[], datetime]
) -> Door:
    directory, redis = Directory(), opened(str(settings.redis_url))
    return Door(
        directory=directory,
        flow=Flow(directory, Secrets(settings.secrets_folder), clock),
        tokens=Tokens(directory, clock),
        sessions=Sessions(redis, database, clock),
        begun=Begun(redis, database),
        platform=platform,
        listed=_providers(platform),
        by_mail=_open_by_mail(platform),
        codes=Codes(redis, database, clock, settings.secret_key),
        links=Links(redis, database),
        post=MailPost(settings),
    )


def _providers(platform: Pactes) -> Listed[IdentityProvider]:
    return Listed(
        platform,
        IdentityProvider,
        IdentityProvider.TenantSsoConfigured.TOPIC,
        used=lambda one: not one.ended,
        name=lambda one: one.configuration.name,
    )


def _open_by_mail(platform: Pactes) -> Listed[Tenant]:
    return Listed(
        platform,
        Tenant,
        Tenant.TenantMailSignInOpened.TOPIC,
        used=lambda one: one.mail_sign_in and one.status in OPEN,
        name=lambda one: one.code,
    )
