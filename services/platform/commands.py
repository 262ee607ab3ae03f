"""What the platform’s administrators may ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.convention.kind import KindRules
from domain.platform.facts import TenantKind
from domain.sso.facts import Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareTenant:
    code: str
    name: str
    kind: TenantKind
    territory_codes: tuple[str, ...]
    region_code: str
    siret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateTenant:
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishFramework:
    """`axes`: the label of each of the four, by number."""

    name: str
    starts_on: date
    ends_on: date
    axes: Mapping[int, str]
    predecessor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterMeasure:
    """`measure_id` None: minted."""

    axe: int
    text: str
    measure_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishKindRules:
    rules: KindRules


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendTenant:
    """`reason` is a free text."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactivateTenant:
    """`take_back`: it left for another host, and never arrived there."""

    code: str
    take_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTenant:
    """`root`: in hex, of its log at `position`; `to`: the address of its new host."""

    code: str
    position: int
    root: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveTenant:
    """`declaration`: as its last host had it. `reason` is a free text."""

    declaration: DeclareTenant
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTenantClosing:
    """The process that holds the owner makes the sealed export, then closes it."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMailSignIn:
    """To partners of that tenant who have no provider of identities."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMailSignIn:
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTenant:
    """`export_sha256`: of the sealed export that was made while it was suspended."""

    code: str
    reason: str
    export_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTenant:
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAudit:
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigureSso:
    """The first time `issuer` is pinned; afterwards it must be the same."""

    slug: str
    issuer: str
    configuration: Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSso:
    slug: str
