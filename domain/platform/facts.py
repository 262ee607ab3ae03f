"""What happens above the départements (log of the platform)."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.convention.kind import Kind


class TenantKind(StrEnum):
    DEPARTEMENT = "departement"
    COLLECTIVITE = "collectivite"
    METROPOLE = "metropole"


class TenantFact(Aggregate.Event):
    TOPIC = "tenant.event"


class TenantDeclared(TenantFact, Aggregate.Created):
    TOPIC = "tenant.tenant_declared.1"
    code: str
    name: str
    kind: TenantKind
    territory_codes: tuple[str, ...]
    region_code: str
    siret: str


class TenantActivated(TenantFact):
    TOPIC = "tenant.tenant_activated.1"


class TenantSuspended(TenantFact):
    """People read, nobody writes. `reason` is a seal."""

    TOPIC = "tenant.tenant_suspended.1"
    reason: str


class TenantReactivated(TenantFact):
    TOPIC = "tenant.tenant_reactivated.1"


class TenantClosed(TenantFact):
    """For ever read only. `export_sha256`: of the sealed export; `reason` is a seal."""

    TOPIC = "tenant.tenant_closed.1"
    reason: str
    export_sha256: str


class TenantClosingRequested(TenantFact):
    """It is to be closed once its sealed export stands. `reason` is a seal."""

    TOPIC = "tenant.tenant_closing_requested.1"
    reason: str


class TenantExported(TenantFact):
    """It was written out to be moved, and answers here no more. `to`: the address of its new host.

    `root`: of the tree of its log at `position`, the last one, in hex.
    """

    TOPIC = "tenant.tenant_exported.1"
    position: int
    root: str
    to: str


class TenantMailSignInOpened(TenantFact):
    """Partners without a provider of identities come in there by a code sent to their address."""

    TOPIC = "tenant.tenant_mail_sign_in_opened.1"


class TenantMailSignInClosed(TenantFact):
    """Nobody comes in there by a code any more; memberships stay."""

    TOPIC = "tenant.tenant_mail_sign_in_closed.1"


class FrameworkFact(Aggregate.Event):
    TOPIC = "national_framework.event"


class FrameworkPublished(FrameworkFact, Aggregate.Created):
    """`axes`: label by number, as text; `predecessor`: the name of what it replaces."""

    TOPIC = "national_framework.framework_published.1"
    name: str
    starts_on: date
    ends_on: date
    axes: dict[str, str]
    predecessor: str | None


class NationalMeasureRegistered(FrameworkFact):
    TOPIC = "national_framework.national_measure_registered.1"
    measure_id: UUID
    axe: int
    text: str


class KindRulesPublished(FrameworkFact):
    """The fields of `domain.convention.kind.KindRules`."""

    TOPIC = "national_framework.kind_rules_published.1"
    kind: Kind
    rules_version: str
    allowed_axes: tuple[int, ...]
    max_state_share_bp: int
    share_scope: str
    required_offices: tuple[str, ...]
    fungible_volets: tuple[str, ...]
    allowed_natures: tuple[str, ...]
