"""What one person has signed here, newest first: where each receipt is found."""

from typing import Any
from uuid import UUID

from projections.queries.query import Own, Query, Rows
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.signatures import SLOTS
from projections.trail.audit import TRAIL

# The slots know whose acts these are, the trail which event each signature is.
GIVEN = """
SELECT t.stream AS convention_id, c.title, t.version, t.sentence, t.recorded_at
FROM {trail} AS t JOIN {conventions} AS c ON c.convention_id = t.stream
WHERE t.stream IN (SELECT convention_id FROM {slots} WHERE person_id = %(person_id)s)
  AND t.type = 'convention.convention_signed_by' AND t.person_id = %(person_id)s
  AND (%(convention_ids)s::uuid[] IS NULL OR t.stream = ANY (%(convention_ids)s))
ORDER BY t.position DESC
"""


def given(rows: Rows, *, person_id: UUID, own: Own | None = None) -> list[dict[str, Any]]:
    """`version`: of the stream, as the address of a receipt names it."""
    ids = list(own.convention_ids) if own else None
    return rows.all(GIVEN, person_id=person_id, convention_ids=ids)


SIGNATURES_GIVEN = Query("read_signatures_awaited", (CONVENTIONS, SLOTS, TRAIL), given)
