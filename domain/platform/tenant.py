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
    MOVED = "moved"


def tenant_id(code: str) -> UUID:
    """The stream of a tenant in the log of the platform, and its namespace for derived ids."""
    return uuid5(TENANTS, code)


class Tenant(Aggregate):
    """`closing`: the seal of why it is to be closed, while that is wished.

    `mail_sign_in`: whether partners come in by a code sent to their address. `moved_to`: the
    address of the host that has it now; `left_at`, `left_root`: where its log stood when it left.
    """

    TOPIC = "tenant"
    STATE_VERSION = 3
    Event = facts.TenantFact
    TenantDeclared = facts.TenantDeclared
    TenantActivated = facts.TenantActivated
    TenantSuspended = facts.TenantSuspended
    TenantReactivated = facts.TenantReactivated
    TenantClosed = facts.TenantClosed
    TenantClosingRequested = facts.TenantClosingRequested
    TenantExported = facts.TenantExported
    TenantMailSignInOpened = facts.TenantMailSignInOpened
    TenantMailSignInClosed = facts.TenantMailSignInClosed

    code: str
    name: str
    kind: TenantKind
    territory_codes: tuple[str, ...]
    region_code: str
    siret: str
    status: TenantStatus
    closing: str | None
    mail_sign_in: bool
    moved_to: str | None
    left_at: int | None
    left_root: str | None

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
        self.closing = None
        self.mail_sign_in = False
        self._is_here()

    @event(facts.TenantActivated)
    def tenant_activated(self) -> None:
        self.status = TenantStatus.ACTIVE

    @event(facts.TenantSuspended)
    def tenant_suspended(self, *, reason: str) -> None:  # noqa: ARG002
        self.status = TenantStatus.SUSPENDED
        self._is_here()

    @event(facts.TenantReactivated)
    def tenant_reactivated(self) -> None:
        self.status = TenantStatus.ACTIVE
        self.closing = None
        self._is_here()

    @event(facts.TenantClosed)
    def tenant_closed(self, *, reason: str, export_sha256: str) -> None:  # noqa: ARG002
        self.status = TenantStatus.CLOSED
        self.closing = None

    @event(facts.TenantClosingRequested)
    def tenant_closing_requested(self, *, reason: str) -> None:
        self.closing = reason

    @event(facts.TenantExported)
    def tenant_exported(self, *, position: int, root: str, to: str) -> None:
        self.status = TenantStatus.MOVED
        self.moved_to = to
        self.left_at = position
        self.left_root = root

    @event(facts.TenantMailSignInOpened)
    def tenant_mail_sign_in_opened(self) -> None:
        self.mail_sign_in = True

    @event(facts.TenantMailSignInClosed)
    def tenant_mail_sign_in_closed(self) -> None:
        self.mail_sign_in = False

    def _is_here(self) -> None:
        self.moved_to = None
        self.left_at = None
        self.left_root = None
