"""Bodies: actions, their objectives, indicators and targets."""

from domain.canonical import LARGEST
from domain.convention.action import Dimension, Direction, Nature, Unit
from infra.web.asked.fields import (
    LONGEST_TEXT,
    Body,
    Choice,
    Day,
    Flag,
    Identifier,
    Many,
    Text,
    Whole,
)

FIRST_YEAR, LAST_YEAR = 2018, 2100
FORCED = {
    "description": "Bien qu’une action porte déjà ce titre\u202f; le motif est alors demandé."
}


class ActionBody(Body):
    title = Text(required=True)
    axe = Whole(1, 4, allow_none=True)
    volet = Text(64, allow_none=True)
    code = Text(64, allow_none=True)
    nature = Choice(Nature, allow_none=True)
    description = Text(LONGEST_TEXT, lines=True)
    operator_ids = Many(Identifier())
    public = Text(LONGEST_TEXT, lines=True)
    territory = Text(LONGEST_TEXT, lines=True)
    starts_on = Day(allow_none=True)
    ends_on = Day(allow_none=True)
    force = Flag(metadata=FORCED)
    motive = Text(LONGEST_TEXT, lines=True, allow_none=True)


class OriginBody(Body):
    from_convention_id = Identifier(required=True)
    from_action_id = Identifier(required=True)


class ReinforcementBody(Body):
    dimension = Choice(Dimension, required=True)
    text = Text(LONGEST_TEXT, lines=True, required=True)


class TitleBody(Body):
    title = Text(required=True)
    force = Flag(metadata=FORCED)
    motive = Text(LONGEST_TEXT, lines=True, allow_none=True)


class ObjectiveBody(Body):
    action_id = Identifier(required=True, allow_none=True)
    text = Text(1000, lines=True, required=True)


class IndicatorBody(Body):
    name = Text(required=True)
    unit = Choice(Unit, required=True)
    direction = Choice(Direction)
    definition = Text(LONGEST_TEXT, lines=True)
    baseline = Whole(0, LARGEST, allow_none=True)


class TargetBody(Body):
    exercice = Whole(FIRST_YEAR, LAST_YEAR, required=True)
    value = Whole(0, LARGEST, required=True)
