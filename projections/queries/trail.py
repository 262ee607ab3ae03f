"""The audit trail: newest first, of everything or of one stream."""

from typing import Any
from uuid import UUID

from projections.queries.query import Query, Rows
from projections.trail.audit import TRAIL as TABLE

COLUMNS = """
t.position, t.event_id, t.stream, t.version, t.type, t.sentence, t.recorded_at, t.effective_on,
t.effective_precision, t.person_id, t.role, t.office, t.organization_id, t.on_behalf_of,
t.auth_method, t.provenance, t.provenance_ref, t.reason, t.correlation_id, t.causation_id
"""
TRAIL = (
    "SELECT "
    + COLUMNS
    + """
FROM {trail} AS t
WHERE (%(stream)s::uuid IS NULL OR t.stream = %(stream)s)
  AND (%(before)s::bigint IS NULL OR t.position < %(before)s)
ORDER BY t.position DESC LIMIT %(limit)s
"""
)


def answer(
    rows: Rows, *, stream: UUID | None = None, before: int | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    return rows.all(TRAIL, stream=stream, before=before, limit=limit)


AUDIT_TRAIL = Query("read_audit_trail", (TABLE,), answer)
