"""What is done under a convention, and how it is measured."""

from collections.abc import Sequence
from functools import singledispatch
from typing import Any

from domain.convention.facts import actions, procedure
from projections.change import Change, Projection, Recorded, Restore, Table, added, changed, opened
from projections.tenant.content import restored

ACTIONS = Table(
    name="actions",
    key={"convention_id": "uuid", "action_id": "uuid"},
    values={
        "code": "text",
        "axe": "bigint",
        "volet": "text",
        "title": "text",
        "nature": "text",
        "description": "text",
        "operator_ids": "json",
        "public": "text",
        "territory": "text",
        "starts_on": "date",
        "ends_on": "date",
        "from_convention_id": "uuid",
        "from_action_id": "uuid",
        "reinforced_dimension": "text",
        "reinforced_text": "text",
        "withdrawn": "boolean",
    },
    rewritten=True,
)
OBJECTIVES = Table(
    name="objectives",
    key={"convention_id": "uuid", "objective_id": "uuid"},
    values={"action_id": "uuid", "text": "text"},
)
INDICATORS = Table(
    name="indicators",
    key={"convention_id": "uuid", "indicator_id": "uuid"},
    values={
        "objective_id": "uuid",
        "name": "text",
        "unit": "text",
        "direction": "text",
        "definition": "text",
        "baseline": "bigint",
    },
)
TARGETS = Table(
    name="targets",
    key={"convention_id": "uuid", "indicator_id": "uuid", "exercice": "bigint"},
    values={"value": "bigint"},
    rewritten=True,
)
TABLES = (ACTIONS, OBJECTIVES, INDICATORS, TARGETS)


def rows(recorded: Recorded) -> Sequence[Change | Restore]:
    return _rows(recorded.event)


@singledispatch
def _rows(_event: object) -> Sequence[Change | Restore]:
    return []


@_rows.register
def _(event: actions.ActionAdded) -> Sequence[Change | Restore]:
    action = added(
        ACTIONS,
        {"convention_id": event.originator_id, "action_id": event.action_id},
        code=event.code,
        axe=event.axe,
        volet=event.volet,
        title=event.title,
        nature=event.nature,
        description=event.description,
        operator_ids=event.operator_ids,
        public=event.public,
        territory=event.territory,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        withdrawn=False,
    )
    return [action]


@_rows.register
def _(event: actions.ActionCarriedOver) -> Sequence[Change | Restore]:
    origin = {
        "from_convention_id": event.from_convention_id,
        "from_action_id": event.from_action_id,
    }
    return [_action(event, **origin)]


@_rows.register
def _(event: actions.ActionReinforcementJustified) -> Sequence[Change | Restore]:
    return [_action(event, reinforced_dimension=event.dimension, reinforced_text=event.text)]


@_rows.register
def _(event: actions.ActionRetitled) -> Sequence[Change | Restore]:
    return [_action(event, title=event.new)]


@_rows.register
def _(event: actions.ActionWithdrawn) -> Sequence[Change | Restore]:
    return [_action(event, withdrawn=True)]


@_rows.register
def _(event: actions.ObjectiveAdded) -> Sequence[Change | Restore]:
    key = {"convention_id": event.originator_id, "objective_id": event.objective_id}
    return [added(OBJECTIVES, key, action_id=event.action_id, text=event.text)]


@_rows.register
def _(event: actions.IndicatorDefined) -> Sequence[Change | Restore]:
    defined = added(
        INDICATORS,
        {"convention_id": event.originator_id, "indicator_id": event.indicator_id},
        objective_id=event.objective_id,
        name=event.name,
        unit=event.unit,
        direction=event.direction,
        definition=event.definition,
        baseline=event.baseline,
    )
    return [defined]


@_rows.register
def _(event: actions.IndicatorTargetSet) -> Sequence[Change | Restore]:
    key = {
        "convention_id": event.originator_id,
        "indicator_id": event.indicator_id,
        "exercice": event.exercice,
    }
    return [opened(TARGETS, key, value=event.new)]


@_rows.register
def _(event: procedure.AvenantAbandoned) -> Sequence[Change | Restore]:
    return restored(event, *TABLES)


def _action(event: Any, **values: Any) -> Change:
    key = {"convention_id": event.originator_id, "action_id": event.action_id}
    return changed(ACTIONS, key, **values)


PROJECTION = Projection("actions", 1, TABLES, rows)
