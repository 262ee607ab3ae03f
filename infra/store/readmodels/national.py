"""Answers over all tenants at one instant, each tenant at the position it had by then."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from infra.clock import day_of, today
from infra.store.connections import names
from infra.store.connections.everywhere import of_all
from infra.store.connections.names import PLATFORM, roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.following import instants
from infra.store.following.heads import tenants
from infra.store.readmodels.asking import PostgresRows, lock
from infra.store.readmodels.waiting import PATIENCE_SECONDS, wait_for
from projections.national.overview import PROJECTION
from projections.queries.query import (
    BeforeFirstRecord,
    NationalAnswer,
    NotReached,
    OtherVersion,
    Query,
)

# A tenant whose follower has not begun stands at 0.
STANDING = """
SELECT {code}, reached, stopped, other, wanted, recorded_at
FROM (SELECT coalesce(max(position), 0) AS reached,
        coalesce(bool_or(status = 'stopped'), false) AS stopped,
        coalesce(bool_or(version IS DISTINCT FROM %(version)s), false) AS other
      FROM {schema}.positions WHERE projection = %(projection)s) AS standing
CROSS JOIN LATERAL (
  SELECT CASE WHEN %(as_of)s::timestamptz IS NULL THEN reached
         ELSE {schema}.position_at(%(as_of)s) END) AS instant (wanted)
LEFT JOIN {schema}.events ON notification_id = wanted
"""


class Standing(NamedTuple):
    """`wanted`: the position to read at, recorded at `recorded_at`; None: nothing was by then.

    `other`: the rows are of another version than the program.
    """

    tenant: str
    reached: int
    stopped: bool
    other: bool
    wanted: int
    recorded_at: datetime | None


def ask_all(
    pool: Pool,
    query: Query,
    *,
    among: Collection[str] | None = None,
    as_of: datetime | None = None,
    patience: float = PATIENCE_SECONDS,
    **parameters: Any,
) -> NationalAnswer:
    """`among`: of these tenants alone, and nothing depends on the others; None: of all.

    Raises BeforeFirstRecord, BeyondHead, NotReached, or what the query raises.
    """
    standings = wait_for(partial(_reached, pool, among, as_of), patience)
    recorded = [each.recorded_at for each in standings if each.recorded_at]
    if not recorded:
        raise BeforeFirstRecord("Aucun département n’avait rien enregistré à cette date.")
    positions = {each.tenant: each.wanted for each in standings}
    schema = schema_of(PLATFORM)
    with pool.checkout(roles_of(pool.database, PLATFORM).web) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        lock(connection, schema, query.tables)
        moments = tuple(positions), tuple(positions.values())
        rows = PostgresRows(connection, schema, query.tables, 0, moments)
        dated = {"day": day_of(as_of) if as_of else today()} if query.dated else {}
        body = query.answer(rows, **parameters, **dated)
        answer = NationalAnswer(as_of or max(recorded), positions, body)
        connection.execute("COMMIT")
        return answer


def _reached(
    pool: Pool, among: Collection[str] | None, as_of: datetime | None
) -> list[Standing] | NotReached:
    """Live of all, at 0 where nothing was taken in yet; at an instant of those who had recorded.

    What was reached is never left again.
    """
    standings = _standings(pool, among, as_of)
    found = [each for each in standings if as_of is None or each.recorded_at]
    if other := next((each for each in found if each.other), None):
        return OtherVersion(other.wanted, other.reached)
    behind = [each for each in found if each.reached < each.wanted]
    if not behind:
        return found
    first = next((each for each in behind if each.stopped), behind[0])
    return NotReached(first.wanted, first.reached, stopped=first.stopped)


def _standings(pool: Pool, among: Collection[str] | None, as_of: datetime | None) -> list[Standing]:
    """The tenants are looked up after the clock was: who came by then is among them."""
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        recent = as_of is not None and instants.refuse_future(connection, as_of)
    codes = [code for code in tenants(pool) if among is None or code in among]
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        if recent:
            instants.let_pass(connection, [schema_of(code) for code in codes])
        asked = {"as_of": as_of, "projection": PROJECTION.name, "version": PROJECTION.version}
        rows = of_all(connection, STANDING, asked, among=codes)
    return sorted(Standing(*row) for row in rows)
