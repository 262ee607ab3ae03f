"""Seats that had to be told of a round and had nobody to tell: no mail exists that could fail."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from psycopg.rows import class_row

from infra.store.connections.names import in_schema
from infra.store.recording.save import Connection

# The row of a round stands since its opening, as long as it is open.
SEATS = """
SELECT r.convention_id, r.from_position AS position, r.deadline, s.office, s.organization_id,
  coalesce(o.short_name, o.legal_name) AS organization,
  EXISTS (SELECT FROM {schema}.office_holders AS h
    WHERE h.organization_id = s.organization_id AND h.office = s.office AND h.to_position IS NULL
    AND h.since <= today AND coalesce(h.until, today) >= today) AS held_now
FROM {schema}.rounds AS r
JOIN {schema}.events AS e ON e.notification_id = r.from_position
JOIN {schema}.slots AS s USING (round_id)
LEFT JOIN {schema}.organizations AS o
  ON o.organization_id = s.organization_id AND o.to_position IS NULL
CROSS JOIN LATERAL (SELECT (e.recorded_at AT TIME ZONE 'Europe/Paris')::date AS day,
  (clock_timestamp() AT TIME ZONE 'Europe/Paris')::date AS today) AS days
WHERE r.to_position IS NULL AND r.status = 'open'
AND s.to_position IS NULL AND s.required AND s.status IN ('awaited', 'invited')
AND NOT EXISTS (SELECT FROM {schema}.office_holders AS h
  WHERE h.organization_id = s.organization_id AND h.office = s.office
  AND h.from_position <= r.from_position
  AND (h.to_position IS NULL OR h.to_position > r.from_position)
  AND h.since <= day AND coalesce(h.until, day) >= day)
ORDER BY r.from_position, s.rank NULLS LAST, s.signatory_id
"""


class Vacant(NamedTuple):
    """A required slot that nobody could sign when its round opened, at `position`.

    `held_now`: somebody has come since, who was not told. `organization` None: no such row yet.
    """

    convention_id: UUID
    position: int
    deadline: date
    office: str
    organization_id: UUID
    organization: str | None
    held_now: bool


def vacant(connection: Connection, schema: str) -> list[Vacant]:
    """Of the rounds that are open."""
    with connection.cursor(row_factory=class_row(Vacant)) as cursor:
        return cursor.execute(in_schema(SEATS, schema)).fetchall()
