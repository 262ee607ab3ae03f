"""Which events touched what: where the rows of a thing began or ended."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from domain.comparison.comparison import Comparison
from domain.comparison.lines import Line
from domain.comparison.money import Amount
from projections.comparison.things import Thing, of_amount, of_line
from projections.queries.query import Rows

Causes = Mapping[Thing, list[int]]

# The act itself is in none of them: its title, dates and territory stay those of its draft. A
# funding line keeps its row when its action is withdrawn, and is no part of the content any more.
OF_PART = {
    "volets": """
SELECT 'volets' AS part, ARRAY[code] AS key, from_position, to_position FROM {volets_ever}
WHERE code = ANY (%(volets)s::text[])""",
    "parties": """
SELECT 'parties' AS part, ARRAY[organization_id::text] AS key, from_position, to_position
FROM {parties_ever} WHERE organization_id = ANY (%(parties)s::uuid[])""",
    "signatories": """
SELECT 'signatories' AS part, ARRAY[signatory_id::text] AS key, from_position, to_position
FROM {signatories_ever} WHERE signatory_id = ANY (%(signatories)s::uuid[])""",
    "articles": """
SELECT 'articles' AS part, ARRAY[no::text] AS key, from_position, to_position
FROM {articles_ever} WHERE no = ANY (%(articles)s::bigint[])""",
    "ceilings": """
SELECT 'ceilings' AS part, ARRAY[exercice::text] AS key, from_position, to_position
FROM {ceilings_ever} WHERE exercice = ANY (%(ceilings)s::bigint[])""",
    "actions": """
SELECT 'actions' AS part, ARRAY[action_id::text] AS key, from_position, to_position
FROM {actions_ever} WHERE action_id = ANY (%(actions)s::uuid[])""",
    "objectives": """
SELECT 'objectives' AS part, ARRAY[objective_id::text] AS key, from_position, to_position
FROM {objectives_ever} WHERE objective_id = ANY (%(objectives)s::uuid[])""",
    "indicators": """
SELECT 'indicators' AS part, ARRAY[indicator_id::text] AS key, from_position, to_position
FROM {indicators_ever} WHERE indicator_id = ANY (%(indicators)s::uuid[])""",
    "targets": """
SELECT 'targets' AS part, ARRAY[indicator_id::text, exercice::text] AS key, from_position,
       to_position
FROM {targets_ever} WHERE indicator_id = ANY (%(targets)s::uuid[])""",
    "funding": """
SELECT 'funding' AS part, ARRAY[line_id::text] AS key, from_position, to_position
FROM (SELECT convention_id, line_id, from_position, to_position FROM {funding_lines_ever}
      UNION ALL
      SELECT a.convention_id, l.line_id, a.from_position, a.to_position FROM {actions_ever} AS a
      JOIN {funding_lines_ever} AS l USING (convention_id, action_id) WHERE a.withdrawn) AS stands
WHERE line_id = ANY (%(funding)s::uuid[])""",
}
# What stood at some time between the two positions: the rest is not looked at.
STOOD = """
  AND convention_id = %(convention_id)s
  AND int8range(from_position, to_position) && int8range(%(after)s, %(upto)s, '[]')"""
TOUCHED = """
SELECT DISTINCT part, key, position FROM (
{parts}
) AS rows CROSS JOIN LATERAL (VALUES (from_position), (to_position)) AS edges (position)
WHERE position > %(after)s AND position <= %(upto)s ORDER BY position
"""
TOLD = """
SELECT position, stream, version, type, sentence, recorded_at, effective_on, effective_precision,
       person_id, role, office, organization_id, on_behalf_of, provenance, provenance_ref, reason
FROM {trail} WHERE position = ANY (%(positions)s) ORDER BY position
"""


def causes(rows: Rows, convention_id: UUID, things: Iterable[Thing], *ends: int) -> Causes:
    """The positions of the events between two positions that touched each of these things."""
    keys: dict[str, list[str]] = {}
    for part, key, *_ in things:
        if part in OF_PART:
            keys.setdefault(part, []).append(key)
    if not keys:
        return {}
    found: dict[Thing, list[int]] = {}
    asked = {"convention_id": convention_id, "after": min(ends), "upto": max(ends)}
    for row in rows.all(_statement(frozenset(keys)), **asked, **keys):
        found.setdefault((row["part"], *row["key"]), []).append(row["position"])
    return found


@cache
def _statement(parts: frozenset[str]) -> str:
    """Of those parts alone: the server plans what it is told."""
    each = [OF_PART[part] + STOOD for part in OF_PART if part in parts]
    return TOUCHED.replace("{parts}", "\n  UNION ALL".join(each))


def of_a_line(line: Line, found: Causes) -> list[int]:
    """Positions, in order."""
    return sorted({position for thing in of_line(line) for position in found.get(thing, ())})


def of_an_amount(amount: Amount, found: Causes) -> list[int]:
    """Positions, in order."""
    return found.get(of_amount(amount), [])


def named(comparison: Comparison, found: Causes) -> set[int]:
    """The positions that some line or amount names."""
    positions = {at for line in comparison.lines for at in of_a_line(line, found)}
    return positions | {at for each in comparison.amounts for at in of_an_amount(each, found)}


def told(rows: Rows, positions: Iterable[int]) -> tuple[dict[str, Any], ...]:
    """Those events: who, when, why; names of people are joined at the edge."""
    return tuple(rows.all(TOLD, positions=sorted(positions)))
