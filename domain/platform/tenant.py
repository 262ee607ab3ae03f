"""A tenant: a département, or a collectivité that stands for one or more."""

from enum import StrEnum
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from domain.platform import facts
from domain.platform.facts import TenantKind

TENANTS = UUID("1a7ac0de-0000-5000-8000-000000000001")


class TenantStatus(StrEnum):
    DECLARED = "declared"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


def tenant_id(code: str) -> UUID:
    """The stream of a tenant in the log of the platform, and its namespace for derived ids."""
    return uuid5(TENANTS, code)


class Tenant(Aggregate):
    TOPIC = "tenant"
    STATE_VERSION = 1
    Event = facts.TenantFact
    TenantDeclared = facts.TenantDeclared
    TenantActivated = facts.TenantActivated
    TenantSuspended = facts.TenantSuspended
    TenantReactivated = facts.TenantReactivated
    TenantClosed = facts.TenantClosed

    code: str
    name: str
    kind: TenantKind
    territory_codes: tuple[str, ...]
    region_code: str
    siret: str
    status: TenantStatus

    @staticmethod
    def create_id(code: str) -> UUID:
        return tenant_id(code)

    @event(facts.TenantDeclared)
    def __init__(
        self,
        *,
        code: str,
        name: str,
        kind: TenantKind,
        territory_codes: tuple[str, ...],
        region_code: str,
        siret: str,
    ) -> None:
        self.code = code
        self.name = name
        self.kind = kind
        self.territory_codes = territory_codes
        self.region_code = region_code
        self.siret = siret
        self.status = TenantStatus.DECLARED

    @event(facts.TenantActivated)
    def tenant_activated(self) -> None:
        self.status = TenantStatus.ACTIVE

    @event(facts.TenantSuspended)
    def tenant_suspended(self, *, reason: str) -> None:  # noqa: ARG002
        self.status = TenantStatus.SUSPENDED

    @event(facts.TenantReactivated)
    def tenant_reactivated(self) -> None:
        self.status = TenantStatus.ACTIVE

    @event(facts.TenantClosed)
    def tenant_closed(self, *, reason: str, export_sha256: str) -> None:  # noqa: ARG002
        self.status = TenantStatus.CLOSED
