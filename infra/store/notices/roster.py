"""Who is concerned by an event, from the rows as they stood right after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from infra.clock import day_of
from infra.store.connections.names import in_schema, schema_of
from infra.store.following.unit import outages
from infra.store.recording.save import Connection
from projections.change import Recorded
from workers.notify.ports import Joining, Seat

# The projections whose rows are read here; whoever asks must come after them.
PROJECTIONS = ("registry", "partners", "signatures", "members")

ROUND = """
SELECT round_id, deadline, status FROM {schema}.rounds WHERE convention_id = %(id)s
AND from_position <= %(p)s AND (to_position IS NULL OR to_position > %(p)s)
"""
SLOTS = """
SELECT office, organization_id FROM {schema}.slots WHERE round_id = %(id)s
AND from_position <= %(p)s AND (to_position IS NULL OR to_position > %(p)s)
ORDER BY rank, signatory_id
"""
# With each holder those to whom that holder, and nobody before, has delegated the signature.
HOLDERS = """
WITH held AS (SELECT office, organization_id, person_id FROM {schema}.office_holders
  WHERE organization_id = ANY (%(ids)s) AND since <= %(day)s AND coalesce(until, %(day)s) >= %(day)s
  AND from_position <= %(p)s AND (to_position IS NULL OR to_position > %(p)s))
SELECT office, organization_id, person_id, false AS delegated FROM held
UNION SELECT d.office, d.organization_id, d.delegate_person_id, true
FROM {schema}.signing_delegations AS d JOIN held AS h
  ON h.organization_id = d.organization_id AND h.office = d.office
  AND h.person_id = d.holder_person_id
WHERE d.since <= %(day)s AND d.until >= %(day)s
AND d.from_position <= %(p)s AND (d.to_position IS NULL OR d.to_position > %(p)s)
ORDER BY delegated, organization_id, office, person_id
"""
PARTNERS = """
SELECT organization_id FROM {schema}.joinings WHERE convention_id = %(id)s AND status = 'joined'
AND from_position <= %(p)s AND (to_position IS NULL OR to_position > %(p)s)
"""
MEMBERS = """
SELECT DISTINCT NULL, g.organization_id, m.person_id
FROM {schema}.member_grants AS g JOIN {schema}.members AS m USING (member_id)
WHERE g.organization_id = %(id)s AND m.kind = 'human' AND m.status = 'active'
AND g.from_position <= %(p)s AND (g.to_position IS NULL OR g.to_position > %(p)s)
AND m.from_position <= %(p)s AND (m.to_position IS NULL OR m.to_position > %(p)s)
ORDER BY m.person_id
"""
JOINING = """
SELECT organization_id, convention_id, CASE WHEN NOT invited THEN requested_by END
FROM {schema}.joinings WHERE joining_id = %(id)s
AND from_position <= %(p)s AND (to_position IS NULL OR to_position > %(p)s)
"""
ORGANIZATION = """
SELECT coalesce(short_name, legal_name) FROM {schema}.organizations WHERE organization_id = %(id)s
AND from_position <= %(p)s AND (to_position IS NULL OR to_position > %(p)s)
"""


class NoSuchRow(LookupError):
    """The rows have not come as far as the event, or the event names what was never recorded."""


@dataclass(frozen=True, slots=True)
class RowsAt:
    """`day` is the business day on which an office is held."""

    connection: Connection
    schema: str
    position: int
    day: date

    @classmethod
    def after(cls, connection: Connection, recorded: Recorded) -> "RowsAt":
        return cls(
            connection,
            schema_of(recorded.tenant),
            recorded.position,
            day_of(recorded.recorded_at),
        )

    def signatories(self, convention_id: UUID) -> list[Seat]:
        round_id, _, _ = self._row(ROUND, convention_id)
        slots = self._rows(SLOTS, id=round_id)
        seats = self._seats({organization for _, organization in slots})
        held = {(seat.office, seat.organization_id): seat for seat in seats if not seat.delegated}
        delegated = [seat for seat in seats if seat.delegated]
        return [
            *(held.get((office, of), Seat(office, of, None)) for office, of in slots),
            *(seat for seat in delegated if (seat.office, seat.organization_id) in slots),
        ]

    def partners(self, convention_id: UUID) -> list[Seat]:
        return self._seats(each for (each,) in self._rows(PARTNERS, id=convention_id))

    def seats(self, organization_id: UUID) -> list[Seat]:
        return self._seats([organization_id])

    def members(self, organization_id: UUID) -> list[Seat]:
        return [Seat(*row) for row in self._rows(MEMBERS, id=organization_id)]

    def joining(self, joining_id: UUID) -> Joining:
        organization_id, convention_id, asked_by = self._row(JOINING, joining_id)
        return Joining(
            organization_id=organization_id, convention_id=convention_id, asked_by=asked_by
        )

    def deadline(self, convention_id: UUID) -> date | None:
        _, deadline, status = self._row(ROUND, convention_id)
        return deadline if status == "open" else None

    def organization(self, organization_id: UUID) -> str:
        name: str = self._row(ORGANIZATION, organization_id)[0]
        return name

    def _seats(self, organizations: Iterable[UUID]) -> list[Seat]:
        return [Seat(*row) for row in self._rows(HOLDERS, ids=list(organizations))]

    def _row(self, statement: str, key: UUID) -> tuple[Any, ...]:
        """Raises NoSuchRow."""
        found = self._rows(statement, id=key)
        if not found:
            raise NoSuchRow(str(key))
        return found[0]

    def _rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        asked = {"p": self.position, "day": self.day, **values}
        with outages():
            return self.connection.execute(in_schema(statement, self.schema), asked).fetchall()
