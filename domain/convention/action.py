"""Actions, what they aim at and how that is measured."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID


class Nature(StrEnum):
    NEW = "new"
    REINFORCED = "reinforced"
    CARRIED_OVER = "carried_over"


class Dimension(StrEnum):
    """What grows in a reinforced action: people followed, public, or area."""

    CASELOAD = "caseload"
    PUBLIC = "public"
    AREA = "area"


class Unit(StrEnum):
    PERSON = "person"
    SESSION = "session"
    POST = "post"
    HOUSEHOLD = "household"
    DAY = "day"
    PERCENT_BP = "percent_bp"
    EUR_CENT = "eur_cent"
    ACTIVE_CASELOAD = "active_caseload"
    OTHER = "other"


class Direction(StrEnum):
    """Where a better result lies."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    convention_id: UUID
    action_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinforcement:
    dimension: Dimension
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """`nature` None: not said yet, or never said by the source of a paper act."""

    code: str | None
    axe: int | None
    volet: str | None
    title: str
    nature: Nature | None
    description: str
    operator_ids: tuple[UUID, ...]
    public: str
    territory: str
    starts_on: date | None
    ends_on: date | None
    carried_over_from: Origin | None = None
    reinforcement: Reinforcement | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """`action_id` None: an objective of the whole convention."""

    action_id: UUID | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """`targets` by exercice (four digits), in `unit`."""

    objective_id: UUID
    name: str
    unit: Unit
    direction: Direction
    definition: str
    baseline: int | None
    targets: dict[str, int] = field(default_factory=dict)
