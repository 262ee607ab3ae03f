"""All départements side by side. Amounts are those of signed versions, exercice by exercice."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from projections.national import tables
from projections.queries.query import Query, Rows

# The version that applies on a day: the highest that is signed and effective by then, unless what
# it says is over.
IN_FORCE = """
SELECT v.* FROM (
  SELECT DISTINCT ON (tenant, convention_id) tenant, convention_id, version_no, content_position,
         signed_on, effective_from
  FROM {national_versions} AS every
  WHERE signed AND (%(day)s::date IS NULL OR effective_from <= %(day)s)
  ORDER BY tenant, convention_id, version_no DESC
) AS v
WHERE %(day)s::date IS NULL OR EXISTS (
  SELECT FROM {national_conventions_ever} AS said
  WHERE said.tenant = v.tenant AND said.convention_id = v.convention_id
    AND said.ends_on >= %(day)s AND said.from_position <= v.content_position
    AND (said.to_position IS NULL OR said.to_position > v.content_position))
"""
# Shown before it is signed.
SUBMITTED = """
(c.stage IN ('under_review', 'frozen', 'signing') AND c.convention_id = ANY (%(submitted)s::uuid[]))
"""
CONVENTIONS = (
    "WITH force AS ("  # noqa: S608 - constants of this module
    + IN_FORCE
    + """)
SELECT c.tenant, c.convention_id, c.kind, c.title, c.starts_on, c.ends_on, c.life,
       CASE WHEN """
    + SUBMITTED
    + """ THEN c.stage END AS stage,
       f.version_no, f.signed_on, f.effective_from,
       (SELECT count(*) FROM {national_actions_ever} AS a
        WHERE a.tenant = c.tenant AND a.convention_id = c.convention_id AND NOT a.withdrawn
          AND a.from_position <= f.content_position
          AND (a.to_position IS NULL OR a.to_position > f.content_position)) AS actions_count
FROM {national_conventions} AS c LEFT JOIN force AS f USING (tenant, convention_id)
WHERE f.version_no IS NOT NULL OR """
    + SUBMITTED
    + """
ORDER BY c.tenant, c.kind, c.convention_id
"""
)
AMOUNTS = (
    "WITH force AS ("
    + IN_FORCE
    + """)
SELECT l.tenant, l.convention_id, l.exercice, a.axe, coalesce(p.side, 'partner') AS side,
       sum(l.amount_cents)::bigint AS amount_cents
FROM force AS f
JOIN {national_funding_ever} AS l ON l.tenant = f.tenant AND l.convention_id = f.convention_id
  AND l.from_position <= f.content_position
  AND (l.to_position IS NULL OR l.to_position > f.content_position)
LEFT JOIN {national_actions_ever} AS a ON a.tenant = l.tenant
  AND a.convention_id = l.convention_id AND a.action_id = l.action_id
  AND a.from_position <= f.content_position
  AND (a.to_position IS NULL OR a.to_position > f.content_position)
LEFT JOIN {national_parties_ever} AS p ON p.tenant = l.tenant
  AND p.convention_id = l.convention_id AND p.organization_id = l.funder_id
  AND p.from_position <= f.content_position
  AND (p.to_position IS NULL OR p.to_position > f.content_position)
WHERE NOT coalesce(a.withdrawn, false)
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3 NULLS FIRST, 4 NULLS FIRST, 5
"""
)

# Rights are those of now: what was sent back to be drafted is shown at no moment.
COME_SO_FAR = """
SELECT convention_id FROM {national_conventions} AS c
WHERE stage IN ('under_review', 'frozen', 'signing') OR EXISTS (
  SELECT FROM {national_versions} AS v
  WHERE v.tenant = c.tenant AND v.convention_id = c.convention_id AND v.signed)
ORDER BY 1
"""


def overview(
    rows: Rows, *, in_force_on: date | None = None, submitted: Collection[UUID] = ()
) -> dict[str, Any]:
    """`submitted`: what is shown before it is signed too, without its amounts."""
    asked = {"day": in_force_on}
    return {
        "conventions": rows.all(CONVENTIONS, **asked, submitted=list(submitted)),
        "amounts": rows.all(AMOUNTS, **asked),
    }


def come_so_far(rows: Rows) -> list[UUID]:
    return [row["convention_id"] for row in rows.all(COME_SO_FAR)]


NATIONAL_OVERVIEW = Query("read_overview", tables.TABLES, overview)
SUBMITTED_OR_SIGNED = Query("reach", (tables.CONVENTIONS, tables.VERSIONS), come_so_far)
