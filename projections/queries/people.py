"""Organizations, who holds their offices, who is awaited to sign. Persons by id alone."""

from datetime import date
from typing import Any
from uuid import UUID

from projections.queries.query import Own, Query, Rows
from projections.tenant.content import PARTIES, SIGNATORIES
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.registry import OFFICE_HOLDERS, ORGANIZATIONS, SIGNING_DELEGATIONS
from projections.tenant.signatures import ROUNDS, SLOTS
from projections.trail.audit import TRAIL

ORGANIZATION_LIST = """
SELECT organization_id, legal_name, short_name, kind, siret, rna FROM {organizations}
WHERE (%(after)s::uuid IS NULL OR organization_id > %(after)s)
  AND (%(only)s::uuid[] IS NULL OR organization_id = ANY (%(only)s))
ORDER BY organization_id LIMIT %(limit)s
"""
TAKING_PART = """
SELECT organization_id FROM {parties} WHERE convention_id = ANY (%(ids)s)
UNION SELECT organization_id FROM {signatories} WHERE convention_id = ANY (%(ids)s)
"""
STREAM_VERSIONS = """
SELECT stream, max(version) AS version FROM {trail} WHERE stream = ANY (%(ids)s) GROUP BY stream
"""
HOLDERS = """
SELECT organization_id, office, person_id, since, until FROM {office_holders}
WHERE organization_id = ANY (%(ids)s)
  AND (%(day)s::date IS NULL OR %(day)s BETWEEN since AND coalesce(until, %(day)s))
ORDER BY organization_id, office, since, person_id
"""
DELEGATIONS = """
SELECT organization_id, delegation_id, office, delegate_person_id AS person_id, since, until,
       act_ref
FROM {signing_delegations} WHERE organization_id = ANY (%(ids)s)
  AND (%(day)s::date IS NULL OR %(day)s BETWEEN since AND until)
ORDER BY organization_id, office, since, delegation_id
"""
AWAITED = """
SELECT r.convention_id, c.title, r.round_id, r.version_no, r.content_hash, r.deadline,
       s.signatory_id, s.office, s.side, s.organization_id, s.required, s.rank
FROM {rounds} AS r JOIN {slots} AS s USING (round_id)
JOIN {conventions} AS c ON c.convention_id = r.convention_id
WHERE r.status = 'open' AND s.status IN ('awaited', 'invited')
  AND (%(organization_id)s::uuid IS NULL OR s.organization_id = %(organization_id)s)
  AND (%(convention_ids)s::uuid[] IS NULL OR r.convention_id = ANY (%(convention_ids)s))
ORDER BY r.deadline, r.convention_id, s.rank NULLS LAST, s.signatory_id
"""


def organizations(
    rows: Rows,
    *,
    in_force_on: date | None = None,
    own: Own | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Who sees some conventions sees who takes part in these, and who signs for whom of nobody.

    `in_force_on`: with those alone who held an office, or a delegation, on that day.
    """
    only = _taking_part(rows, own) if own else None
    found = rows.all(ORGANIZATION_LIST, only=only, after=after, limit=limit)
    ids = [row["organization_id"] for row in found]
    asked = {"ids": ids, "day": in_force_on}
    holders = _by_organization(rows.all(HOLDERS, **asked))
    delegations = {} if own else _by_organization(rows.all(DELEGATIONS, **asked))
    return [
        {
            **row,
            "office_holders": holders.get(row["organization_id"], []),
            "signing_delegations": delegations.get(row["organization_id"], []),
        }
        for row in versioned(rows, found, "organization_id")
    ]


def _taking_part(rows: Rows, own: Own) -> list[UUID]:
    """And the own one, of a partner."""
    found = rows.all(TAKING_PART, ids=list(own.convention_ids))
    ids = [row["organization_id"] for row in found]
    return [*ids, own.organization_id] if own.organization_id else ids


def _by_organization(rows: list[dict[str, Any]]) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.pop("organization_id"), []).append(row)
    return found


def versioned(rows: Rows, found: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """With `stream_version`: what a command must have seen."""
    asked = rows.all(STREAM_VERSIONS, ids=[row[key] for row in found])
    versions = {row["stream"]: row["version"] for row in asked}
    return [{**row, "stream_version": versions[row[key]]} for row in found]


def awaited(rows: Rows, *, own: Own | None = None) -> list[dict[str, Any]]:
    return rows.all(
        AWAITED,
        organization_id=own and own.organization_id,
        convention_ids=list(own.convention_ids) if own else None,
    )


ORGANIZATIONS_LIST = Query(
    "read_organizations",
    (ORGANIZATIONS, OFFICE_HOLDERS, SIGNING_DELEGATIONS, PARTIES, SIGNATORIES, TRAIL),
    organizations,
)
SIGNATURES_AWAITED = Query("read_signatures_awaited", (CONVENTIONS, ROUNDS, SLOTS), awaited)
