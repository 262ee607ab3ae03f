"""By whom the people of a tenant are recognised, and whether any of them leads in here."""

from domain.sso.configuring import serves
from infra.access.admission import tenant_of
from infra.sso.mailed.identity import by_mail
from infra.store.connections.names import roles_of, schema_of
from infra.store.persons import logins
from infra.wiring import Wiring


def locked_out(wiring: Wiring, code: str) -> list[str]:
    """The issuers without which nobody comes in there; none when anybody does, or nobody is known.

    A tenant that was received brings its logins along, not the providers of its last host.
    """
    with wiring.pool.checkout(roles_of(wiring.pool.database, code).web) as connection:
        known = logins.issuers(connection, schema_of(code))
    wanted = [issuer for issuer in known if not by_mail(issuer)]
    tenant = tenant_of(wiring, code)
    if not wanted or tenant is None:
        return []
    mailed = tenant.mail_sign_in and len(wanted) < len(known)
    served = {one.issuer for one in wiring.door.listed.by_name() if serves(one, code)}
    return [] if mailed or served & set(wanted) else wanted
