"""What is done under the act, and how its effect is measured."""

from datetime import date
from uuid import UUID

from domain.convention.action import Dimension, Direction, Nature, Unit
from domain.convention.facts.base import Fact


class ActionAdded(Fact):
    TOPIC = "convention.action_added.1"
    action_id: UUID
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


class ActionCarriedOver(Fact):
    TOPIC = "convention.action_carried_over.1"
    action_id: UUID
    from_convention_id: UUID
    from_action_id: UUID


class ActionReinforcementJustified(Fact):
    TOPIC = "convention.action_reinforcement_justified.1"
    action_id: UUID
    dimension: Dimension
    text: str


class ActionRetitled(Fact):
    TOPIC = "convention.action_retitled.1"
    action_id: UUID
    old: str
    new: str


class ActionWithdrawn(Fact):
    TOPIC = "convention.action_withdrawn.1"
    action_id: UUID
    motive: str


class ObjectiveAdded(Fact):
    """`action_id` None: an objective of the whole convention."""

    TOPIC = "convention.objective_added.1"
    objective_id: UUID
    action_id: UUID | None
    text: str


class IndicatorDefined(Fact):
    TOPIC = "convention.indicator_defined.1"
    indicator_id: UUID
    objective_id: UUID
    name: str
    unit: Unit
    direction: Direction
    definition: str
    baseline: int | None


class IndicatorTargetSet(Fact):
    TOPIC = "convention.indicator_target_set.1"
    indicator_id: UUID
    exercice: int
    old: int | None
    new: int
