"""What people may ask of a convention. Amounts are cents; the services mint identities.

Longer than 200 lines on purpose: the whole list of commands in one place.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.convention.action import Dimension, Direction, Nature, Unit
from domain.convention.funding_line import FundingNature
from domain.convention.kind import Kind
from domain.convention.signature import Side
from domain.convention.version import AvenantKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftConvention:
    kind: Kind
    title: str
    starts_on: date
    ends_on: date
    territory_codes: tuple[str, ...]
    axes: tuple[int, ...]
    predecessor_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddParty:
    convention_id: UUID
    organization_id: UUID
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignateSignatory:
    convention_id: UUID
    office: str
    side: Side
    organization_id: UUID
    required: bool = True
    order: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineVolet:
    convention_id: UUID
    code: str
    title: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SetArticle:
    convention_id: UUID
    no: int
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCeiling:
    convention_id: UUID
    exercice: int
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAction:
    """`force` with a `motive`: although another action has this title."""

    convention_id: UUID
    title: str
    axe: int | None = None
    volet: str | None = None
    code: str | None = None
    nature: Nature | None = None
    description: str = ""
    operator_ids: tuple[UUID, ...] = ()
    public: str = ""
    territory: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    force: bool = False
    motive: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOverAction:
    convention_id: UUID
    action_id: UUID
    from_convention_id: UUID
    from_action_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class JustifyReinforcement:
    convention_id: UUID
    action_id: UUID
    dimension: Dimension
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetitleAction:
    """`force` with a `motive`: although another action has this title."""

    convention_id: UUID
    action_id: UUID
    title: str
    force: bool = False
    motive: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAction:
    convention_id: UUID
    action_id: UUID
    motive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddObjective:
    convention_id: UUID
    action_id: UUID | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineIndicator:
    convention_id: UUID
    objective_id: UUID
    name: str
    unit: Unit
    direction: Direction = Direction.UP
    definition: str = ""
    baseline: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTarget:
    convention_id: UUID
    indicator_id: UUID
    exercice: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFunding:
    """`action_id` None: for the whole convention. `counts_as_match` None: as the funder's side."""

    convention_id: UUID
    funder_id: UUID
    exercice: int
    amount_cents: int
    action_id: UUID | None = None
    volet: str | None = None
    nature: FundingNature = FundingNature.CASH
    counts_as_match: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustFunding:
    convention_id: UUID
    line_id: UUID
    amount_cents: int
    motive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitConvention:
    convention_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReview:
    convention_id: UUID
    motive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeConvention:
    convention_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeVersion:
    """`effective_from` None: from the last signature on."""

    convention_id: UUID
    effective_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterExecution:
    convention_id: UUID
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAvenant:
    convention_id: UUID
    motive: str
    kind: AvenantKind = AvenantKind.GENERAL


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonAvenant:
    convention_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonConvention:
    convention_id: UUID
    motive: str
