"""What must hold in the life of a tenant, from its declaration to its closing."""

from collections.abc import Sequence

from domain import departement, identifiers, text
from domain.cog import REGIONS
from domain.convention import guards
from domain.errors import Invalid, RuleBroken
from domain.platform.facts import TenantKind
from domain.platform.tenant import Tenant, TenantStatus


class UnknownRegion(Invalid):
    code = "unknown-region"


class RegionMismatch(Invalid):
    code = "region-mismatch"


class TenantNotActive(RuleBroken):
    code = "tenant-not-active"


class TenantNotSuspended(RuleBroken):
    code = "tenant-not-suspended"


class TenantAlreadyActive(RuleBroken):
    code = "tenant-already-active"


class TenantOpenedBefore(TenantAlreadyActive):
    """Suspended or closed since: it is opened once."""

    code = "tenant-opened-before"


STANDING = {
    TenantStatus.DECLARED: "Ce département n’est pas encore ouvert.",
    TenantStatus.ACTIVE: "Ce département est ouvert.",
    TenantStatus.SUSPENDED: "Ce département est suspendu.",
    TenantStatus.CLOSED: "Ce département est fermé : son état ne change plus.",
    TenantStatus.MOVED: "Ce département est parti chez un autre hébergeur.",
}


class ClosingAlreadyRequested(RuleBroken):
    code = "closing-already-requested"


class ClosingNotRequested(RuleBroken):
    code = "closing-not-requested"


class MailSignInAlreadyOpen(RuleBroken):
    code = "mail-sign-in-already-open"


class MailSignInNotOpen(RuleBroken):
    code = "mail-sign-in-not-open"


def declare(
    *,
    code: str,
    name: str,
    kind: TenantKind,
    territory_codes: Sequence[str],
    region_code: str,
    siret: str,
) -> Tenant:
    """Territory and région are those of the code: they say who sees what from above."""
    known = departement.tenant_code(code)
    territory = departement.territories(territory_codes, known)
    if missing := set(departement.covered_by(known)) - set(territory):
        raise departement.TerritoryNotCovered(
            f"Il manque à ce territoire : {', '.join(sorted(missing))}.", field="/territory_codes"
        )
    if region_code not in REGIONS:
        raise UnknownRegion("Ce code de région n’existe pas.", field="/region_code")
    if region_code != departement.region_of(known):
        raise RegionMismatch("Ce département est d’une autre région.", field="/region_code")
    return Tenant(
        code=known,
        name=text.title(name, "/name"),
        kind=kind,
        territory_codes=territory,
        region_code=region_code,
        siret=identifiers.siret(siret),
    )


def activate(tenant: Tenant) -> None:
    if tenant.status is TenantStatus.ACTIVE:
        raise TenantAlreadyActive(STANDING[tenant.status])
    if tenant.status is not TenantStatus.DECLARED:
        raise TenantOpenedBefore(STANDING[tenant.status])
    tenant.tenant_activated()


def suspend(tenant: Tenant, *, reason: str) -> None:
    if tenant.status is not TenantStatus.ACTIVE:
        raise TenantNotActive(STANDING[tenant.status])
    tenant.tenant_suspended(reason=reason)


def reactivate(tenant: Tenant) -> None:
    if tenant.status is not TenantStatus.SUSPENDED:
        raise TenantNotSuspended(STANDING[tenant.status])
    tenant.tenant_reactivated()


def request_closing(tenant: Tenant, *, reason: str) -> None:
    """Once: whoever reopens the tenant takes the wish back."""
    closable(tenant)
    if tenant.closing is not None:
        raise ClosingAlreadyRequested("La fermeture de ce département est déjà demandée.")
    tenant.tenant_closing_requested(reason=reason)


def close(tenant: Tenant, *, reason: str, export_sha256: str) -> None:
    """Nothing may be written between the export and the closing."""
    closable(tenant)
    tenant.tenant_closed(reason=reason, export_sha256=guards.seal(export_sha256, "/export_sha256"))


def finish_closing(tenant: Tenant, *, export_sha256: str) -> None:
    """For the reason that was given when it was asked for: its words stand under that seal."""
    if tenant.closing is None:
        raise ClosingNotRequested("La fermeture de ce département n’est pas demandée.")
    close(tenant, reason=tenant.closing, export_sha256=export_sha256)


def open_mail_sign_in(tenant: Tenant) -> None:
    if tenant.status is not TenantStatus.ACTIVE:
        raise TenantNotActive(STANDING[tenant.status])
    if tenant.mail_sign_in:
        raise MailSignInAlreadyOpen("On entre déjà ici par un code reçu par courriel.")
    tenant.tenant_mail_sign_in_opened()


def close_mail_sign_in(tenant: Tenant) -> None:
    """At any time: a door that must be shut is not argued with."""
    if not tenant.mail_sign_in:
        raise MailSignInNotOpen("On n’entre pas ici par un code reçu par courriel.")
    tenant.tenant_mail_sign_in_closed()


def closable(tenant: Tenant) -> None:
    """Raises TenantNotSuspended."""
    if tenant.status is TenantStatus.CLOSED:
        raise TenantNotSuspended(STANDING[tenant.status])
    if tenant.status is not TenantStatus.SUSPENDED:
        raise TenantNotSuspended("Un département se ferme une fois suspendu.")
