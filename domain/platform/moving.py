"""A tenant that leaves for another host, is received there, or is taken back before it arrived."""

from urllib.parse import urlsplit

from domain.convention import guards
from domain.errors import Invalid, RuleBroken
from domain.platform.tenancy import STANDING, TenantNotSuspended
from domain.platform.tenant import Tenant, TenantStatus

LOOPBACK = ("localhost", "127.0.0.1", "::1")
LONGEST = 200


class InvalidHost(Invalid):
    code = "invalid-host"


class ClosingPending(RuleBroken):
    """It is to be closed here, so it does not go elsewhere."""

    code = "closing-pending"


class TenantExists(RuleBroken):
    """It lives here, and did not leave from here."""

    code = "tenant-exists"


class TenantNotMoved(RuleBroken):
    code = "tenant-not-moved"


def can_leave(tenant: Tenant, to: str) -> str:
    """The address as it is recorded. One that left may be written out again, to any address.

    Raises InvalidHost, TenantNotSuspended, ClosingPending.
    """
    address = _host(to)
    if tenant.status not in (TenantStatus.SUSPENDED, TenantStatus.MOVED):
        raise TenantNotSuspended(
            f"{STANDING[tenant.status]} Un département déménage une fois suspendu."
        )
    if tenant.closing is not None:
        raise ClosingPending("La fermeture de ce département est demandée : il ne déménage pas.")
    return address


def leave(tenant: Tenant, *, position: int, root: str, to: str) -> None:
    address = can_leave(tenant, to)
    tenant.tenant_exported(position=position, root=guards.seal(root, "/root"), to=address)


def can_be_received(tenant: Tenant | None) -> None:
    """None: it was never declared here. Raises TenantExists."""
    if tenant is not None and tenant.status is not TenantStatus.MOVED:
        raise TenantExists(f"{tenant.code} existe déjà ici, et n’en est pas parti.")


def receive(tenant: Tenant, *, reason: str) -> None:
    """Suspended until somebody opens it: declared by this very save, or back from elsewhere."""
    if tenant.status not in (TenantStatus.DECLARED, TenantStatus.MOVED):
        raise TenantExists(STANDING[tenant.status])
    tenant.tenant_suspended(reason=reason)


def take_back(tenant: Tenant) -> None:
    """Of a move that never happened. Raises TenantNotMoved."""
    if tenant.status is not TenantStatus.MOVED:
        raise TenantNotMoved(STANDING[tenant.status])
    tenant.tenant_reactivated()


def _host(address: str) -> str:
    """https; or this machine, to try it out. Without a slash at the end."""
    given = address.strip().rstrip("/")
    if len(given) > LONGEST or not _possible(given):
        raise InvalidHost(
            "Le nouvel hébergeur se donne par son adresse publique, https://pacte.exemple.fr.",
            field="/to",
        )
    return given


def _possible(address: str) -> bool:
    try:
        parts = urlsplit(address)
        local = parts.scheme == "http" and parts.hostname in LOOPBACK
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and not set('?#@\\"<> ') & set(address)
    return whole and plain and (parts.scheme == "https" or local)
