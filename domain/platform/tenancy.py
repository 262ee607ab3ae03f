"""What must hold when a tenant is declared and activated."""

from collections.abc import Sequence

from domain import departement, identifiers, text
from domain.cog import REGIONS
from domain.errors import Invalid, RuleBroken
from domain.platform.facts import TenantKind
from domain.platform.tenant import Tenant, TenantStatus


class UnknownRegion(Invalid):
    code = "unknown-region"


class TenantAlreadyActive(RuleBroken):
    code = "tenant-already-active"


def declare(
    *,
    code: str,
    name: str,
    kind: TenantKind,
    territory_codes: Sequence[str],
    region_code: str,
    siret: str,
) -> Tenant:
    if region_code not in REGIONS:
        raise UnknownRegion("Ce code de région n’existe pas.", field="/region_code")
    return Tenant(
        code=departement.tenant_code(code),
        name=text.title(name, "/name"),
        kind=kind,
        territory_codes=departement.territories(territory_codes),
        region_code=region_code,
        siret=identifiers.siret(siret),
    )


def activate(tenant: Tenant) -> None:
    if tenant.status is not TenantStatus.DECLARED:
        raise TenantAlreadyActive("Ce département est déjà ouvert.")
    tenant.tenant_activated()
