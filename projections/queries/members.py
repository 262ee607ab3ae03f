"""The members of a tenant or of the platform, with what each of them holds. Persons by id alone."""

from typing import Any
from uuid import UUID

from projections.change import Table
from projections.queries.query import Query, Rows
from projections.tenant.members import CLIENTS, GRANTS, MANDATES, MEMBERS, OPENINGS, TOKENS
from projections.trail.audit import TRAIL

LIST = """
SELECT m.member_id, m.person_id, m.kind, m.status,
  (SELECT max(t.version) FROM {trail} AS t WHERE t.stream = m.member_id) AS stream_version
FROM {members} AS m
WHERE %(after)s::uuid IS NULL OR m.person_id > %(after)s
ORDER BY m.person_id LIMIT %(limit)s
"""
HELD: dict[str, tuple[Table, str]] = {
    "grants": (
        GRANTS,
        (
            "SELECT member_id, grant_id, role, organization_id, office FROM {member_grants}"
            " WHERE member_id = ANY (%(ids)s) ORDER BY role, grant_id"
        ),
    ),
    "mandates": (
        MANDATES,
        (
            "SELECT member_id, mandate_id, kind, auditor_body, convention_ids, region_code, since,"
            " until, legal_basis FROM {member_mandates}"
            " WHERE member_id = ANY (%(ids)s) ORDER BY since, mandate_id"
        ),
    ),
    "openings": (
        OPENINGS,
        (
            "SELECT member_id, opening_id, tenant, until FROM {member_openings}"
            " WHERE member_id = ANY (%(ids)s) ORDER BY until, opening_id"
        ),
    ),
    "tokens": (
        TOKENS,
        (
            "SELECT member_id, token_id, scopes, expires_on FROM {member_tokens}"
            " WHERE member_id = ANY (%(ids)s) ORDER BY expires_on, token_id"
        ),
    ),
    "clients": (
        CLIENTS,
        (
            "SELECT member_id, issuer, client_id, scopes FROM {member_clients}"
            " WHERE member_id = ANY (%(ids)s) ORDER BY issuer, client_id"
        ),
    ),
}


def members(rows: Rows, *, after: UUID | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Those who were removed hold nothing any more. `after`: the last person of the page before."""
    found = rows.all(LIST, after=after, limit=limit)
    ids = [row["member_id"] for row in found]
    for name, (_, statement) in HELD.items():
        held: dict[UUID, list[dict[str, Any]]] = {}
        for row in rows.all(statement, ids=ids):
            held.setdefault(row.pop("member_id"), []).append(row)
        for row in found:
            row[name] = held.get(row["member_id"], [])
    return found


MEMBERS_LIST = Query(
    "read_members", (MEMBERS, TRAIL, *(table for table, _ in HELD.values())), members
)
