"""Who takes part: organizations, office holders, partners, signatories. Persons by id alone."""

from typing import Any
from uuid import UUID

from projections.queries.content import known
from projections.queries.query import Own, Query, Rows
from projections.tenant.content import PARTIES, SIGNATORIES
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.partners import JOININGS
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
WHERE organization_id = ANY (%(ids)s) ORDER BY organization_id, office, since, person_id
"""
DELEGATIONS = """
SELECT organization_id, delegation_id, office, delegate_person_id AS person_id, since, until,
       act_ref
FROM {signing_delegations} WHERE organization_id = ANY (%(ids)s)
ORDER BY organization_id, office, since, delegation_id
"""
PARTNERS = """
SELECT j.joining_id, j.organization_id, o.legal_name, o.short_name, j.contribution_text,
       j.amount_cents, j.status, j.state_office, j.departement_office, j.deliberation_ref,
       j.refused_by, j.joined_since, j.version_no
FROM {joinings} AS j LEFT JOIN {organizations} AS o USING (organization_id)
WHERE j.convention_id = %(convention_id)s ORDER BY j.joining_id
"""
ROUND = """
SELECT round_id, version_no, content_hash, deadline, status FROM {rounds}
WHERE convention_id = %(convention_id)s
"""
SLOTS_OF = """
SELECT signatory_id, office, side, organization_id, required, rank, status, person_id, signed_at,
       method, evidence_sha256
FROM {slots} WHERE round_id = %(round_id)s ORDER BY rank NULLS LAST, signatory_id
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
    rows: Rows, *, own: Own | None = None, after: UUID | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """Who sees some conventions sees who takes part in these, and who signs for whom of nobody."""
    only = _taking_part(rows, own) if own else None
    found = rows.all(ORGANIZATION_LIST, only=only, after=after, limit=limit)
    ids = [row["organization_id"] for row in found]
    holders = _by_organization(rows.all(HOLDERS, ids=ids))
    delegations = {} if own else _by_organization(rows.all(DELEGATIONS, ids=ids))
    return [
        {
            **row,
            "office_holders": holders.get(row["organization_id"], []),
            "signing_delegations": delegations.get(row["organization_id"], []),
        }
        for row in _versioned(rows, found, "organization_id")
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


def partners(rows: Rows, *, convention_id: UUID) -> list[dict[str, Any]]:
    known(rows, convention_id)
    return _versioned(rows, rows.all(PARTNERS, convention_id=convention_id), "joining_id")


def _versioned(rows: Rows, found: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """With `stream_version`: what a command must have seen."""
    asked = rows.all(STREAM_VERSIONS, ids=[row[key] for row in found])
    versions = {row["stream"]: row["version"] for row in asked}
    return [{**row, "stream_version": versions[row[key]]} for row in found]


def signatures(rows: Rows, *, convention_id: UUID) -> dict[str, Any] | None:
    """The last round and its slots; None when none was ever opened."""
    known(rows, convention_id)
    found = rows.all(ROUND, convention_id=convention_id)
    if not found:
        return None
    return {**found[0], "slots": rows.all(SLOTS_OF, round_id=found[0]["round_id"])}


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
CONVENTION_PARTNERS = Query(
    "read_partners", (CONVENTIONS, JOININGS, ORGANIZATIONS, TRAIL), partners
)
CONVENTION_SIGNATURES = Query("read_signatures", (CONVENTIONS, ROUNDS, SLOTS), signatures)
SIGNATURES_AWAITED = Query("read_signatures_awaited", (CONVENTIONS, ROUNDS, SLOTS), awaited)
