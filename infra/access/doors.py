"""Whether the door by which somebody was recognised leads into a tenant: a provider, or a code."""

from domain.access.member import Member
from domain.platform.tenant import Tenant
from domain.sso.configuring import serves
from domain.sso.provider import IdentityProvider
from infra.sso.identity import Identity
from infra.sso.mailed.identity import issuer_of, sub_of
from services.access.callers import OPEN, partner_alone


def leads(
    identity: Identity, provider: IdentityProvider | None, state: Tenant | None, tenant: str
) -> bool:
    """`state`: of the tenant, None for the platform; `provider`: None after a code by mail.

    Into one that is not open, or that left, no door leads: nothing is asked of its schema.
    """
    if state is not None and state.status not in OPEN:
        return False
    if identity.by_mail:
        opened = state is not None and state.mail_sign_in
        return opened and identity.issuer == issuer_of(tenant)
    return provider is not None and serves(provider, tenant)


def suits(identity: Identity, member: Member) -> bool:
    """A code lets in partners alone, whatever else is granted to them later."""
    return not identity.by_mail or partner_alone(member)


def expected(identity: Identity, member: Member) -> bool:
    """Whether that identity may answer the invitation; a code was sent to one person alone."""
    return suits(identity, member) and (not identity.by_mail or identity.sub == guest_sub(member))


def guest_sub(member: Member) -> str:
    return sub_of(member.invitation_id, member.person_id)
