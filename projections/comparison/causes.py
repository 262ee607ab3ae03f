"""Which events touched what: where the rows of a thing began or ended."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from domain.comparison.comparison import Comparison
from domain.comparison.lines import Line, Part
from domain.comparison.money import Amount
from projections.comparison.things import Thing, of_amount, of_line
from projections.queries.query import Rows

Causes = Mapping[Thing, list[int]]

# The act itself is in none of them: its title, dates and territory stay those of its draft.
TOUCHED = """
SELECT DISTINCT part, key, position FROM (
  SELECT 'volets' AS part, ARRAY[code] AS key, from_position, to_position FROM {volets_ever}
  WHERE convention_id = %(convention_id)s AND code = ANY (%(volets)s::text[])
  UNION ALL
  SELECT 'parties', ARRAY[organization_id::text], from_position, to_position FROM {parties_ever}
  WHERE convention_id = %(convention_id)s AND organization_id = ANY (%(parties)s::uuid[])
  UNION ALL
  SELECT 'signatories', ARRAY[signatory_id::text], from_position, to_position
  FROM {signatories_ever}
  WHERE convention_id = %(convention_id)s AND signatory_id = ANY (%(signatories)s::uuid[])
  UNION ALL
  SELECT 'articles', ARRAY[no::text], from_position, to_position FROM {articles_ever}
  WHERE convention_id = %(convention_id)s AND no = ANY (%(articles)s::bigint[])
  UNION ALL
  SELECT 'ceilings', ARRAY[exercice::text], from_position, to_position FROM {ceilings_ever}
  WHERE convention_id = %(convention_id)s AND exercice = ANY (%(ceilings)s::bigint[])
  UNION ALL
  SELECT 'actions', ARRAY[action_id::text], from_position, to_position FROM {actions_ever}
  WHERE convention_id = %(convention_id)s AND action_id = ANY (%(actions)s::uuid[])
  UNION ALL
  SELECT 'objectives', ARRAY[objective_id::text], from_position, to_position
  FROM {objectives_ever}
  WHERE convention_id = %(convention_id)s AND objective_id = ANY (%(objectives)s::uuid[])
  UNION ALL
  SELECT 'indicators', ARRAY[indicator_id::text], from_position, to_position
  FROM {indicators_ever}
  WHERE convention_id = %(convention_id)s AND indicator_id = ANY (%(indicators)s::uuid[])
  UNION ALL
  SELECT 'targets', ARRAY[indicator_id::text, exercice::text], from_position, to_position
  FROM {targets_ever}
  WHERE convention_id = %(convention_id)s AND indicator_id = ANY (%(targets)s::uuid[])
  UNION ALL
  SELECT 'funding', ARRAY[line_id::text], from_position, to_position FROM {funding_lines_ever}
  WHERE convention_id = %(convention_id)s AND line_id = ANY (%(funding)s::uuid[])
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
    keys: dict[str, list[str]] = {part.value: [] for part in Part}
    for part, key, *_ in things:
        keys[part].append(key)
    found: dict[Thing, list[int]] = {}
    asked = {"convention_id": convention_id, "after": min(ends), "upto": max(ends)}
    for row in rows.all(TOUCHED, **asked, **keys):
        found.setdefault((row["part"], *row["key"]), []).append(row["position"])
    return found


def of_a_line(line: Line, found: Causes) -> list[int]:
    """Positions, in order."""
    return sorted({position for thing in of_line(line) for position in found.get(thing, ())})


def of_an_amount(amount: Amount, found: Causes) -> list[int]:
    """Those of the line, else of its action, else of its funder as a party."""
    return next((found[thing] for thing in of_amount(amount) if thing in found), [])


def named(comparison: Comparison, found: Causes) -> set[int]:
    """The positions that some line or amount names."""
    positions = {at for line in comparison.lines for at in of_a_line(line, found)}
    return positions | {at for each in comparison.amounts for at in of_an_amount(each, found)}


def told(rows: Rows, positions: Iterable[int]) -> tuple[dict[str, Any], ...]:
    """Those events: who, when, why; names of people are joined at the edge."""
    return tuple(rows.all(TOLD, positions=sorted(positions)))
