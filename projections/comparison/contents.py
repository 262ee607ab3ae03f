"""The canonical content of a convention from its rows: in one question, however long the log is.

The same as `domain.convention.content` folds from the log, down to its hash. The server writes the
JSON: rows that became objects first took ten times as long.
"""

from typing import Any
from uuid import UUID

from projections.queries.query import Rows
from projections.tenant.actions import ACTIONS, INDICATORS, OBJECTIVES, TARGETS
from projections.tenant.content import ARTICLES, CEILINGS, PARTIES, SIGNATORIES, VOLETS
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.funding import FUNDING_LINES

CONTENT = """
SELECT c.kind, c.title, c.starts_on::text, c.ends_on::text, c.territory_codes, c.axes,
(SELECT json_object_agg(code, json_build_object('title', title,
    'starts_on', starts_on, 'ends_on', ends_on))
  FROM {volets} WHERE convention_id = %(convention_id)s) AS volets,
(SELECT json_object_agg(organization_id, side)
  FROM {parties} WHERE convention_id = %(convention_id)s) AS parties,
(SELECT json_object_agg(signatory_id, json_strip_nulls(json_build_object(
    'signatory_id', signatory_id, 'office', office, 'side', side,
    'organization_id', organization_id, 'required', required, 'order', rank)))
  FROM {signatories} WHERE convention_id = %(convention_id)s) AS signatories,
(SELECT json_object_agg(no, json_build_object('title', title, 'text', text))
  FROM {articles} WHERE convention_id = %(convention_id)s) AS articles,
(SELECT json_object_agg(exercice, amount_cents)
  FROM {ceilings} WHERE convention_id = %(convention_id)s) AS ceilings,
(SELECT json_object_agg(action_id, json_strip_nulls(json_build_object(
    'code', code, 'axe', axe, 'volet', volet, 'title', title, 'nature', nature,
    'description', description, 'operator_ids', operator_ids, 'public', public,
    'territory', territory, 'starts_on', starts_on, 'ends_on', ends_on,
    'carried_over_from', json_build_object(
      'convention_id', from_convention_id, 'action_id', from_action_id),
    'reinforcement', json_build_object(
      'dimension', reinforced_dimension, 'text', reinforced_text))))
  FROM {actions} WHERE convention_id = %(convention_id)s AND NOT withdrawn) AS actions,
(SELECT json_object_agg(objective_id, json_build_object('action_id', action_id, 'text', text))
  FROM {objectives} WHERE convention_id = %(convention_id)s) AS objectives,
(SELECT json_object_agg(indicator_id, json_strip_nulls(json_build_object(
    'objective_id', objective_id, 'name', name, 'unit', unit, 'direction', direction,
    'definition', nullif(definition, ''), 'baseline', baseline)))
  FROM {indicators} WHERE convention_id = %(convention_id)s) AS indicators,
(SELECT json_object_agg(indicator_id, targets) FROM (
    SELECT indicator_id, json_object_agg(exercice, value) AS targets
    FROM {targets} WHERE convention_id = %(convention_id)s GROUP BY indicator_id) AS each
  ) AS targets,
(SELECT json_object_agg(l.line_id, json_strip_nulls(json_build_object(
    'action_id', l.action_id, 'exercice', l.exercice, 'funder_id', l.funder_id,
    'volet', l.volet, 'amount_cents', l.amount_cents, 'nature', l.nature,
    'counts_as_match', l.counts_as_match)))
  FROM {funding_lines} AS l LEFT JOIN {actions} AS a USING (convention_id, action_id)
  WHERE l.convention_id = %(convention_id)s AND NOT coalesce(a.withdrawn, false)) AS funding
FROM {conventions} AS c WHERE c.convention_id = %(convention_id)s
"""
TABLES = (
    CONVENTIONS,
    VOLETS,
    PARTIES,
    SIGNATORIES,
    ARTICLES,
    CEILINGS,
    ACTIONS,
    OBJECTIVES,
    INDICATORS,
    TARGETS,
    FUNDING_LINES,
)
GROUPS = ("volets", "parties", "signatories", "articles", "ceilings", "actions", "funding")
Things = dict[str, Any]


def content(rows: Rows, convention_id: UUID) -> dict[str, Any]:
    """Of a convention that is known to stand there."""
    (row,) = rows.all(CONTENT, convention_id=convention_id)
    actions = row["actions"] or {}
    objectives = _objectives(row, actions)
    for action_id, action in actions.items():
        action["operator_ids"] = sorted(action["operator_ids"] or ())
        actions[action_id] = _valued(action)
    said = {name: row[name] for name in ("kind", "title", *GROUPS)}
    return _valued(
        {
            **said,
            "period": {"starts_on": row["starts_on"], "ends_on": row["ends_on"]},
            "territory_codes": sorted(row["territory_codes"]),
            "axes": sorted(row["axes"]),
            "objectives": objectives,
        }
    )


def _objectives(row: Things, actions: Things) -> Things:
    """Those of the whole convention; the others go to their actions."""
    targets, indicators, objectives = (
        row[name] or {} for name in ("targets", "indicators", "objectives")
    )
    for indicator_id, found in targets.items():
        indicators[indicator_id]["targets"] = found
    for indicator_id, indicator in indicators.items():
        objective = objectives[indicator.pop("objective_id")]
        objective.setdefault("indicators", {})[indicator_id] = indicator
    own: Things = {}
    for objective_id, objective in objectives.items():
        action_id = objective.pop("action_id")
        if action_id is None:
            own[objective_id] = objective
        elif action_id in actions:
            actions[action_id].setdefault("objectives", {})[objective_id] = objective
    return own


def _valued(members: Things) -> Things:
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}
