"""Money of a convention: every line, and totals of each exercice, which are never added up."""

from datetime import date
from typing import Any
from uuid import UUID

from projections.queries.convention.content import chosen
from projections.queries.convention.moments import act
from projections.queries.convention.standing import standing
from projections.queries.query import Query, Rows, Seen
from projections.tenant.actions import ACTIONS
from projections.tenant.content import PARTIES
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.funding import FUNDING_LINES
from projections.tenant.versions import VERSIONS

# Lines of withdrawn actions are no part of the content.
LINES = """
SELECT l.line_id, l.action_id, a.axe, l.exercice, l.funder_id,
       coalesce(p.side, 'partner') AS side, l.volet, l.amount_cents, l.nature, l.counts_as_match
FROM {funding_lines} AS l
LEFT JOIN {actions} AS a USING (convention_id, action_id)
LEFT JOIN {parties} AS p ON p.convention_id = l.convention_id AND p.organization_id = l.funder_id
WHERE l.convention_id = %(convention_id)s AND NOT coalesce(a.withdrawn, false)
ORDER BY l.exercice NULLS FIRST, a.axe NULLS FIRST, l.line_id
"""
TOTALS = """
SELECT l.exercice, a.axe, coalesce(p.side, 'partner') AS side,
       sum(l.amount_cents)::bigint AS amount_cents
FROM {funding_lines} AS l
LEFT JOIN {actions} AS a USING (convention_id, action_id)
LEFT JOIN {parties} AS p ON p.convention_id = l.convention_id AND p.organization_id = l.funder_id
WHERE l.convention_id = %(convention_id)s AND NOT coalesce(a.withdrawn, false)
GROUP BY 1, 2, 3 ORDER BY 1 NULLS FIRST, 2 NULLS FIRST, 3
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
    content, version = chosen(
        rows, convention_id, version_no=version_no, in_force_on=in_force_on, seen=seen
    )
    totals = content.all(TOTALS, convention_id=convention_id)
    version_no = version["version_no"] if version else None
    known = act(rows, convention_id)
    return {
        "convention_id": convention_id,
        "version_no": version_no,
        "standing": standing(known, in_force_on or day, version_no, seen),
        "lines": content.all(LINES, convention_id=convention_id),
        "totals": totals,
        "exercices": by_exercice(totals),
    }


def by_exercice(totals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Per exercice (None: the source gives no year) what each side pays, in cents, and the sum."""
    found: dict[int | None, dict[str, int]] = {}
    for row in totals:
        sides = found.setdefault(row["exercice"], {"state": 0, "departement": 0, "partner": 0})
        sides[row["side"]] += row["amount_cents"]
    return [
        {
            "exercice": exercice,
            **{f"{side}_cents": cents for side, cents in sides.items()},
            "total_cents": sum(sides.values()),
        }
        for exercice, sides in found.items()
    ]


FUNDING = Query(
    "read_funding",
    (CONVENTIONS, VERSIONS, FUNDING_LINES, ACTIONS, PARTIES),
    answer,
    bounded=True,
    dated=True,
)
