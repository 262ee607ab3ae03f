"""What rights are judged by: asked without `as_of`, for rights are those of now."""

from typing import Any
from uuid import UUID

from projections.queries.convention.content import SUBMITTED
from projections.queries.query import Own, Query, Rows, Seen
from projections.tenant.content import SIGNATORIES
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.partners import JOININGS

STANDING = "SELECT version_no, stage FROM {conventions} WHERE convention_id = %(convention_id)s"
# A partner reads what it signs, has joined, or was invited to join: its own request opens nothing.
INVOLVED = """
SELECT organization_id FROM {joinings} WHERE convention_id = %(convention_id)s
  AND (status = 'joined' OR invited AND status <> 'refused')
UNION SELECT organization_id FROM {signatories}
WHERE convention_id = %(convention_id)s AND side = 'partner' ORDER BY 1
"""
OPEN_TO = """
SELECT convention_id FROM {joinings} WHERE organization_id = %(organization_id)s
  AND (status = 'joined' OR invited AND status <> 'refused')
UNION SELECT convention_id FROM {signatories}
WHERE organization_id = %(organization_id)s AND side = 'partner'
"""
# What has come far enough to be shown to somebody who does not see every working copy.
COME_SO_FAR = """
SELECT convention_id FROM {conventions} WHERE version_no IS NOT NULL
  OR %(seen)s = 'submitted' AND stage IN ('under_review', 'frozen', 'signing')
"""


def reach(rows: Rows, *, convention_id: UUID) -> dict[str, Any]:
    """The partners involved in one convention, and how far it has come."""
    involved = rows.all(INVOLVED, convention_id=convention_id)
    found = rows.all(STANDING, convention_id=convention_id)
    return {
        "partners": frozenset(row["organization_id"] for row in involved),
        "standing": _standing(found[0]) if found else None,
    }


def _standing(row: dict[str, Any]) -> str:
    if row["version_no"] is not None:
        return "signed"
    return "submitted" if row["stage"] in SUBMITTED else "draft"


def own_of(rows: Rows, *, organization_id: UUID) -> Own:
    """What lists show a partner."""
    found = rows.all(OPEN_TO, organization_id=organization_id)
    return Own(organization_id, frozenset(row["convention_id"] for row in found))


def shown_of(rows: Rows, *, seen: Seen) -> Own:
    """The same for who is shown what has come so far: what was sent back is in no list."""
    found = rows.all(COME_SO_FAR, seen=seen)
    return Own(None, frozenset(row["convention_id"] for row in found))


CONVENTION_REACH = Query("reach", (CONVENTIONS, JOININGS, SIGNATORIES), reach)
PARTNER_REACH = Query("reach", (JOININGS, SIGNATORIES), own_of)
CENTRE_REACH = Query("reach", (CONVENTIONS,), shown_of)
