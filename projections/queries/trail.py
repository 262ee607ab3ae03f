"""The audit trail: newest first, of everything or of one stream."""

from typing import Any
from uuid import UUID

from projections.queries.query import Query, Rows
from projections.trail.audit import TRAIL as TABLE

TRAIL = """
SELECT position, stream, version, type, sentence, recorded_at, effective_on, effective_precision,
       person_id, role, office, organization_id, on_behalf_of, provenance, provenance_ref, reason
FROM {trail}
WHERE (%(stream)s::uuid IS NULL OR stream = %(stream)s)
  AND (%(before)s::bigint IS NULL OR position < %(before)s)
ORDER BY position DESC LIMIT %(limit)s
"""


def answer(
    rows: Rows, *, stream: UUID | None = None, before: int | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    return rows.all(TRAIL, stream=stream, before=before, limit=limit)


AUDIT_TRAIL = Query("read_audit_trail", (TABLE,), answer)
