"""The list of conventions: of now, of a moment, or of a day on which they applied."""

from datetime import date
from typing import Any
from uuid import UUID

from projections.queries.convention.content import chosen
from projections.queries.convention.conventions import MONEY, told
from projections.queries.convention.funding import TOTALS, by_exercice
from projections.queries.convention.moments import acts
from projections.queries.convention.standing import standing
from projections.queries.query import Own, Query, Rows, Seen
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.versions import VERSIONS

LIST = """
SELECT c.*,
  (SELECT count(*) FROM {actions} AS a
   WHERE a.convention_id = c.convention_id AND NOT a.withdrawn) AS actions_count
FROM {conventions} AS c
WHERE (%(kind)s::text IS NULL OR c.kind = %(kind)s)
  AND (%(life)s::text IS NULL OR c.life = %(life)s)
  AND (%(after)s::uuid IS NULL OR c.convention_id > %(after)s)
  AND (%(convention_ids)s::uuid[] IS NULL OR c.convention_id = ANY (%(convention_ids)s))
  AND (%(seen)s = 'all' OR c.version_no IS NOT NULL
    OR %(seen)s = 'submitted' AND c.stage IN ('under_review', 'frozen', 'signing'))
  AND (%(in_force_on)s::date IS NULL OR EXISTS (
    SELECT FROM (
      SELECT content_position FROM {versions} AS v
      WHERE v.convention_id = c.convention_id AND v.signed AND v.effective_from <= %(in_force_on)s
      ORDER BY v.version_no DESC LIMIT 1) AS begun
    JOIN {conventions_ever} AS said ON said.convention_id = c.convention_id
      AND said.from_position <= begun.content_position
      AND (said.to_position IS NULL OR said.to_position > begun.content_position)
    WHERE said.ends_on >= %(in_force_on)s))
ORDER BY c.convention_id LIMIT %(limit)s
"""
AMOUNTS = """
SELECT l.convention_id, l.exercice, coalesce(p.side, 'partner') AS side,
       sum(l.amount_cents)::bigint AS amount_cents
FROM {funding_lines} AS l
LEFT JOIN {actions} AS a USING (convention_id, action_id)
LEFT JOIN {parties} AS p ON p.convention_id = l.convention_id AND p.organization_id = l.funder_id
WHERE l.convention_id = ANY (%(ids)s) AND NOT coalesce(a.withdrawn, false)
GROUP BY 1, 2, 3 ORDER BY 1, 2 NULLS FIRST, 3
"""
COUNT = (
    "SELECT count(*) AS actions_count FROM {actions}"
    " WHERE convention_id = %(convention_id)s AND NOT withdrawn"
)


def page(
    rows: Rows,
    *,
    kind: str | None = None,
    life: str | None = None,
    in_force_on: date | None = None,
    own: Own | None = None,
    seen: Seen = Seen.ALL,
    after: UUID | None = None,
    limit: int = 50,
    day: date,
) -> list[dict[str, Any]]:
    """With the amounts of each exercice; `after` is the last convention_id of the page before.

    `in_force_on`: those alone of which a version applied that day, as it said.
    """
    ids = list(own.convention_ids) if own else None
    asked = {"kind": kind, "life": life, "convention_ids": ids, "seen": seen}
    found = rows.all(LIST, **asked, in_force_on=in_force_on, after=after, limit=limit)
    known = acts(rows, [(row["convention_id"], rows.position) for row in found])
    for row in found:
        act = known[row["convention_id"], rows.position]
        applying = act.applying(in_force_on) if in_force_on else None
        shown = applying.no if applying else None
        row["standing"] = standing(act, in_force_on or day, shown, seen)
    if in_force_on is not None or seen is not Seen.ALL:
        return [_of_version(rows, row, in_force_on, seen) for row in found]
    amounts: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows.all(AMOUNTS, ids=[row["convention_id"] for row in found]):
        amounts.setdefault(row["convention_id"], []).append(row)
    return [
        {**row, "exercices": by_exercice(amounts.get(row["convention_id"], []))} for row in found
    ]


def _of_version(
    rows: Rows, row: dict[str, Any], in_force_on: date | None, seen: Seen
) -> dict[str, Any]:
    """What stands in the list of a day, or for somebody who does not see every working copy."""
    convention_id = row["convention_id"]
    content, version = chosen(rows, convention_id, in_force_on=in_force_on, seen=seen)
    count = content.all(COUNT, convention_id=convention_id)[0]["actions_count"]
    totals = content.all(TOTALS, convention_id=convention_id)
    return {
        **told(row, content, version, seen),
        "actions_count": count,
        "exercices": by_exercice(totals),
    }


CONVENTION_LIST = Query(
    "read_conventions", (CONVENTIONS, VERSIONS, *MONEY), page, bounded=True, dated=True
)
