"""How the effect of an action will be judged: objectives, indicators, yearly targets."""

from uuid import UUID

from domain import text
from domain.canonical import LARGEST
from domain.convention import guards
from domain.convention.action import Direction, Indicator, Objective, Unit
from domain.convention.convention import Convention
from domain.convention.errors import (
    InvalidMeasure,
    Unchanged,
    UnknownIndicator,
    UnknownObjective,
)
from domain.money import WHOLE_BP

LONGEST_OBJECTIVE = 1000


def add_objective(
    convention: Convention, *, objective_id: UUID, action_id: UUID | None, wording: str
) -> None:
    """`action_id` None: an objective of the whole convention."""
    guards.editable(convention)
    guards.fresh(objective_id, convention.terms.objectives, "/objective_id")
    if action_id is not None:
        guards.action(convention, action_id)
    clean = text.free_text(wording, "/text")
    if len(clean) > LONGEST_OBJECTIVE:
        raise text.InvalidText("Un objectif tient en 1 000 caractères.", field="/text")
    convention.objective_added(objective_id=objective_id, action_id=action_id, text=clean)


def define_indicator(
    convention: Convention,
    *,
    indicator_id: UUID,
    objective_id: UUID,
    name: str,
    unit: Unit,
    direction: Direction = Direction.UP,
    definition: str = "",
    baseline: int | None = None,
) -> None:
    guards.editable(convention)
    guards.fresh(indicator_id, convention.terms.indicators, "/indicator_id")
    _objective(convention, objective_id)
    convention.indicator_defined(
        indicator_id=indicator_id,
        objective_id=objective_id,
        name=text.title(name, "/name"),
        unit=unit,
        direction=direction,
        definition=guards.optional_text(definition, "/definition"),
        baseline=None if baseline is None else _measure(baseline, unit, "/baseline"),
    )


def set_target(convention: Convention, *, indicator_id: UUID, exercice: int, value: int) -> None:
    guards.editable(convention)
    indicator = _indicator(convention, indicator_id)
    guards.exercice(convention, exercice)
    old, new = indicator.targets.get(str(exercice)), _measure(value, indicator.unit, "/value")
    if old == new:
        raise Unchanged("La cible est déjà fixée à cette valeur.", field="/value")
    convention.indicator_target_set(indicator_id=indicator_id, exercice=exercice, old=old, new=new)


def _objective(convention: Convention, objective_id: UUID) -> Objective:
    found = convention.terms.objectives.get(objective_id)
    if found is None:
        raise UnknownObjective("Cet objectif n’existe pas.", field="/objective_id")
    if found.action_id is not None:
        guards.action(convention, found.action_id)
    return found


def _indicator(convention: Convention, indicator_id: UUID) -> Indicator:
    found = convention.terms.indicators.get(indicator_id)
    if found is None:
        raise UnknownIndicator("Cet indicateur n’existe pas.", field="/indicator_id")
    _objective(convention, found.objective_id)
    return found


def _measure(value: int, unit: Unit, field: str) -> int:
    """A whole number of the unit, not negative; basis points up to 10 000 (rule 20)."""
    highest = WHOLE_BP if unit is Unit.PERCENT_BP else LARGEST
    if type(value) is not int or not 0 <= value <= highest:
        raise InvalidMeasure("Cette valeur n’est pas admise pour cette unité.", field=field)
    return value
