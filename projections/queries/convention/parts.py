"""Who takes part in one convention: partners and signatories. Persons by id alone."""

from datetime import date
from typing import Any
from uuid import UUID

from projections.queries.convention.content import chosen, known
from projections.queries.convention.moments import act
from projections.queries.convention.standing import standing
from projections.queries.people import versioned
from projections.queries.query import Query, Rows, Seen
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.partners import JOININGS
from projections.tenant.registry import ORGANIZATIONS
from projections.tenant.signatures import ROUNDS, SLOTS
from projections.tenant.versions import VERSIONS
from projections.trail.audit import TRAIL

PARTNERS = """
SELECT j.joining_id, j.organization_id, o.legal_name, o.short_name, j.contribution_text,
       j.amount_cents, j.status, j.state_office, j.departement_office, j.deliberation_ref,
       j.refused_by, j.joined_since, j.version_no
FROM {joinings} AS j LEFT JOIN {organizations} AS o USING (organization_id)
WHERE j.convention_id = %(convention_id)s
  AND (%(day)s::date IS NULL OR j.status = 'joined' AND j.joined_since <= %(day)s)
ORDER BY j.joining_id
"""
ROUND = """
SELECT round_id, version_no, content_hash, deadline, status FROM {rounds}
WHERE convention_id = %(convention_id)s
"""
ROUND_OF = """
SELECT round_id, version_no, content_hash, deadline, status FROM {rounds_ever}
WHERE convention_id = %(convention_id)s AND version_no = %(version_no)s AND status = 'completed'
ORDER BY from_position DESC LIMIT 1
"""
SLOTS_OF = """
SELECT signatory_id, office, side, organization_id, required, rank, status, person_id, signed_at,
       method, evidence_sha256
FROM {slots} WHERE round_id = %(round_id)s ORDER BY rank NULLS LAST, signatory_id
"""


def partners(
    rows: Rows,
    *,
    convention_id: UUID,
    in_force_on: date | None = None,
    seen: Seen = Seen.ALL,
    day: date,
) -> dict[str, Any]:
    """`in_force_on`: those alone who had joined by that day."""
    known(rows, convention_id)
    found = rows.all(PARTNERS, convention_id=convention_id, day=in_force_on)
    return {
        "items": versioned(rows, found, "joining_id"),
        "standing": standing(act(rows, convention_id), in_force_on or day, seen=seen),
    }


def signatures(
    rows: Rows,
    *,
    convention_id: UUID,
    in_force_on: date | None = None,
    seen: Seen = Seen.ALL,
    day: date,
) -> dict[str, Any]:
    """The last round and its slots; or the one that signed the version which applied on a day.

    None: none was ever opened, or that version was signed on paper. Raises NotFound,
    NoVersionInForce.
    """
    known(rows, convention_id)
    if in_force_on is None:
        version_no, found = None, rows.all(ROUND, convention_id=convention_id)
    else:
        _, version = chosen(rows, convention_id, in_force_on=in_force_on)
        version_no = version["version_no"] if version else None
        found = rows.all(ROUND_OF, convention_id=convention_id, version_no=version_no)
    for each in found:
        each["slots"] = rows.all(SLOTS_OF, round_id=each["round_id"])
    return {
        "round": found[0] if found else None,
        "standing": standing(act(rows, convention_id), in_force_on or day, version_no, seen),
    }


CONVENTION_PARTNERS = Query(
    "read_partners",
    (CONVENTIONS, VERSIONS, JOININGS, ORGANIZATIONS, TRAIL),
    partners,
    bounded=True,
    dated=True,
)
CONVENTION_SIGNATURES = Query(
    "read_signatures",
    (CONVENTIONS, VERSIONS, ROUNDS, SLOTS),
    signatures,
    bounded=True,
    dated=True,
)
