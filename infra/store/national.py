"""Answers over all tenants at one instant, each tenant at the position it had by then."""

from datetime import datetime
from typing import Any

from infra.store.asking import PostgresRows, lock
from infra.store.names import PLATFORM, roles_of, schema_of
from infra.store.pool import Pool
from projections.national.tables import MOMENTS
from projections.queries.query import BeforeFirstRecord, BeyondHead, NationalAnswer, Query

POSITIONS = """
SELECT tenant, max(from_position), max(recorded_at), clock_timestamp()
FROM t_platform.national_moments
WHERE %(as_of)s::timestamptz IS NULL OR recorded_at <= %(as_of)s GROUP BY tenant ORDER BY tenant
"""


def ask_all(
    pool: Pool, query: Query, *, as_of: datetime | None = None, **parameters: Any
) -> NationalAnswer:
    """Raises BeforeFirstRecord, BeyondHead, or what the query raises."""
    schema = schema_of(PLATFORM)
    with pool.checkout(roles_of(pool.database, PLATFORM).web) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        lock(connection, schema, {*query.tables, MOMENTS})
        found = connection.execute(POSITIONS, {"as_of": as_of}).fetchall()
        _possible(as_of, found)
        positions = {tenant: position for tenant, position, _, _ in found}
        moments = tuple(positions), tuple(positions.values())
        rows = PostgresRows(connection, schema, query.tables, 0, moments)
        instant = as_of or max(recorded_at for _, _, recorded_at, _ in found)
        answer = NationalAnswer(instant, positions, query.answer(rows, **parameters))
        connection.execute("COMMIT")
        return answer


def _possible(as_of: datetime | None, found: list[tuple[Any, ...]]) -> None:
    if not found:
        raise BeforeFirstRecord("Aucun département n’avait rien enregistré à cette date.")
    if as_of and as_of > found[0][3]:
        raise BeyondHead("Cet instant n’est pas encore arrivé.", field="/as_of")
