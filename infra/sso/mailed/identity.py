"""The identity that a code gives: of one tenant, of one person there, by one of their invitations.

The issuer is the tenant's own and not this instance's: a tenant that moves takes its logins along.
Invited again, somebody is another `sub`: what an earlier holder of the address left open ends.
"""

from datetime import datetime
from uuid import UUID, uuid5

from infra.sso.identity import MAIL, Identity, SeenClaims

ISSUER = "urn:pacte:courriel:"


def issuer_of(tenant: str) -> str:
    return f"{ISSUER}{tenant}"


def by_mail(issuer: str) -> bool:
    return issuer.startswith(ISSUER)


def tenant_of_issuer(issuer: str) -> str:
    return issuer.removeprefix(ISSUER)


def sub_of(invitation_id: UUID, person_id: UUID) -> str:
    """Opaque, and for ever the same for this invitation of this person."""
    return str(uuid5(invitation_id, str(person_id)))


def identity(tenant: str, sub: str, name: str, now: datetime) -> Identity:
    return Identity(
        issuer=issuer_of(tenant),
        sub=sub,
        provider=MAIL,
        acr=None,
        auth_time=now,
        sid=None,
        claims=SeenClaims(display_name=name),
        id_token="",
    )
