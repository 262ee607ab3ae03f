"""By whom the people of a tenant are recognised, and whether any of them leads in here."""

from domain.platform.tenant import Tenant, tenant_id
from domain.sso.configuring import serves
from infra.sso.mailed.identity import by_mail
from infra.store.connections.names import roles_of, schema_of
from infra.store.persons import logins
from infra.wiring import Wiring


def issuers(wiring: Wiring, code: str) -> list[str]:
    """Of its logins, codes by mail aside."""
    return [issuer for issuer in _all(wiring, code) if not by_mail(issuer)]


def locked_out(wiring: Wiring, code: str) -> list[str]:
    """The issuers without which nobody comes in there; none when anybody does, or nobody is known.

    A tenant that was received brings its logins along, not the providers of its last host.
    """
    wanted = issuers(wiring, code)
    known = {one.issuer for one in wiring.door.listed.by_name() if serves(one, code)}
    if known & set(wanted) or (_mailed(wiring, code) and len(wanted) < len(_all(wiring, code))):
        return []
    return wanted


def _all(wiring: Wiring, code: str) -> list[str]:
    with wiring.pool.checkout(roles_of(wiring.pool.database, code).web) as connection:
        return logins.issuers(connection, schema_of(code))


def _mailed(wiring: Wiring, code: str) -> bool:
    return wiring.platform().load(Tenant, tenant_id(code)).mail_sign_in
