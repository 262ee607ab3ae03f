"""All départements side by side. Amounts are those of signed versions, exercice by exercice."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from projections.national import tables
from projections.queries.convention.moments import Act, Signed
from projections.queries.convention.standing import standing
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
# What every convention in force says of money, line by line. A line without a volet of its own
# counts in that of its action.
SUMMED = (
    "WITH force AS ("
    + IN_FORCE
    + """)
SELECT l.tenant, l.convention_id, f.version_no, l.exercice, a.axe,
       coalesce(l.volet, a.volet) AS volet, l.funder_id, coalesce(p.side, 'partner') AS side,
       l.amount_cents
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
"""
)
AMOUNTS = (
    "SELECT tenant, convention_id, exercice, axe, side, sum(amount_cents)::bigint AS amount_cents"  # noqa: S608 - constants of this module
    " FROM ("
    + SUMMED
    + """) AS summed
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3 NULLS FIRST, 4 NULLS FIRST, 5
"""
)
LINES = (
    "SELECT tenant, convention_id, version_no, exercice, axe, volet, funder_id, side,"  # noqa: S608 - constants of this module
    " sum(amount_cents)::bigint AS amount_cents FROM ("
    + SUMMED
    + """) AS summed
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
ORDER BY 1, 2, 4 NULLS FIRST, 5 NULLS FIRST, 6 NULLS FIRST, 7
"""
)
# Whatever was signed by then, in force on the day or not.
SIGNED = """
SELECT v.tenant, v.convention_id, v.version_no, v.effective_from, v.content_position, said.ends_on
FROM {national_versions} AS v JOIN {national_conventions_ever} AS said
  ON said.tenant = v.tenant AND said.convention_id = v.convention_id
  AND said.from_position <= v.content_position
  AND (said.to_position IS NULL OR said.to_position > v.content_position)
WHERE v.signed ORDER BY v.tenant, v.convention_id, v.version_no
"""

# Rights are those of now: what was sent back to be drafted is shown at no moment.
COME_SO_FAR = """
SELECT convention_id FROM {national_conventions} AS c
WHERE stage IN ('under_review', 'frozen', 'signing') OR EXISTS (
  SELECT FROM {national_versions} AS v
  WHERE v.tenant = c.tenant AND v.convention_id = c.convention_id AND v.signed)
ORDER BY 1
"""


def overview(
    rows: Rows, *, day: date, in_force_on: date | None = None, submitted: Collection[UUID] = ()
) -> dict[str, Any]:
    """`submitted`: what is shown before it is signed too, without its amounts.

    Each convention is judged on the day that is asked for, else on that of the moment.
    """
    asked = {"day": in_force_on}
    found = rows.all(CONVENTIONS, **asked, submitted=list(submitted))
    signed = _signed(rows)
    for row in found:
        versions = signed.get((row["tenant"], row["convention_id"]), ())
        act = Act(row["life"], row["stage"], tuple(versions))
        row["standing"] = standing(act, in_force_on or day, row["version_no"])
    return {"conventions": found, "amounts": rows.all(AMOUNTS, **asked)}


def summed(rows: Rows, *, in_force_on: date | None = None) -> list[dict[str, Any]]:
    """The same amounts, as finely as anybody may want to add them up again."""
    return rows.all(LINES, day=in_force_on)


def _signed(rows: Rows) -> dict[tuple[str, UUID], list[Signed]]:
    found: dict[tuple[str, UUID], list[Signed]] = {}
    for row in rows.all(SIGNED):
        version = Signed(
            row["version_no"], row["effective_from"], row["ends_on"], row["content_position"]
        )
        found.setdefault((row["tenant"], row["convention_id"]), []).append(version)
    return found


def come_so_far(rows: Rows) -> list[UUID]:
    return [row["convention_id"] for row in rows.all(COME_SO_FAR)]


NATIONAL_OVERVIEW = Query("read_overview", tables.TABLES, overview, dated=True)
NATIONAL_LINES = Query("read_overview", tables.TABLES, summed)
SUBMITTED_OR_SIGNED = Query("reach", (tables.CONVENTIONS, tables.VERSIONS), come_so_far)
