"""The actions of a convention with what they aim at."""

from datetime import date
from typing import Any
from uuid import UUID

from projections.queries.convention.content import chosen
from projections.queries.convention.moments import act
from projections.queries.convention.standing import standing
from projections.queries.query import Query, Rows, Seen
from projections.tenant import actions
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.versions import VERSIONS

ACTIONS = """
SELECT action_id, code, axe, volet, title, nature, description, operator_ids, public, territory,
       starts_on, ends_on, from_convention_id, from_action_id, reinforced_dimension,
       reinforced_text
FROM {actions} WHERE convention_id = %(convention_id)s AND NOT withdrawn
ORDER BY axe NULLS LAST, code NULLS LAST, title, action_id
"""
OBJECTIVES = """
SELECT objective_id, action_id, text FROM {objectives}
WHERE convention_id = %(convention_id)s ORDER BY text, objective_id
"""
INDICATORS = """
SELECT indicator_id, objective_id, name, unit, direction, definition, baseline
FROM {indicators} WHERE convention_id = %(convention_id)s ORDER BY name, indicator_id
"""
TARGETS = """
SELECT indicator_id, exercice, value FROM {targets}
WHERE convention_id = %(convention_id)s ORDER BY indicator_id, exercice
"""


def answer(
    rows: Rows,
    *,
    convention_id: UUID,
    version_no: int | None = None,
    in_force_on: date | None = None,
    seen: Seen = Seen.ALL,
    day: date,
) -> dict[str, Any]:
    """`objectives` beside the actions are those of the whole convention."""
    content, version = chosen(
        rows, convention_id, version_no=version_no, in_force_on=in_force_on, seen=seen
    )
    targets = _grouped(content.all(TARGETS, convention_id=convention_id), "indicator_id")
    indicators = content.all(INDICATORS, convention_id=convention_id)
    for row in indicators:
        row["targets"] = targets.get(row["indicator_id"], [])
    by_objective = _grouped(indicators, "objective_id")
    objectives = content.all(OBJECTIVES, convention_id=convention_id)
    for row in objectives:
        row["indicators"] = by_objective.get(row["objective_id"], [])
    by_action = _grouped(objectives, "action_id")
    version_no = version["version_no"] if version else None
    known = act(rows, convention_id)
    return {
        "convention_id": convention_id,
        "version_no": version_no,
        "standing": standing(known, in_force_on or day, version_no, seen),
        "actions": [
            {**row, "objectives": by_action.get(row["action_id"], [])}
            for row in content.all(ACTIONS, convention_id=convention_id)
        ],
        "objectives": by_action.get(None, []),
    }


def _grouped(rows: list[dict[str, Any]], by: str) -> dict[Any, list[dict[str, Any]]]:
    """Without the column that groups them."""
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.pop(by), []).append(row)
    return found


CONVENTION_ACTIONS = Query(
    "read_actions", (CONVENTIONS, VERSIONS, *actions.TABLES), answer, bounded=True, dated=True
)
