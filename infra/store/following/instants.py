"""An instant to read at: nothing stamped by then may still be on its way to its commit.

An event gets its stamp under the tenant's lock and is seen at the commit, when the lock is given
back. Who gets that lock in share mode after the instant has passed knows that all of it is there.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from infra.clock import day_of
from infra.store.connections.names import in_schema, lock_key
from infra.store.recording.save import Connection
from projections.queries.query import BeforeFirstRecord, BeyondHead

AsOf = int | datetime

# No append is on its way for so long: idle transactions are ended after one minute.
RECENT = timedelta(minutes=2)

CLOCK = "SELECT %(at)s > clock_timestamp(), %(at)s > clock_timestamp() - %(recent)s"
# One after the other and given back at once: who waits for one tenant holds up no other.
GATE = (
    "SELECT pg_advisory_lock_shared(key), pg_advisory_unlock_shared(key)"
    " FROM unnest(%s::bigint[]) AS key"
)
EDGES = (
    "SELECT recorded_at, (SELECT max(notification_id) FROM {schema}.events),"
    " (SELECT recorded_at FROM {schema}.events WHERE notification_id <= %s"
    " ORDER BY notification_id DESC LIMIT 1)"
    " FROM {schema}.events ORDER BY notification_id LIMIT 1"
)
INSTANT = "SELECT {schema}.position_at(%s)"


def refuse_future(connection: Connection, instant: datetime) -> bool:
    """Whether the instant is recent. Raises BeyondHead."""
    row = connection.execute(CLOCK, {"at": instant, "recent": RECENT}).fetchone()
    beyond, recent = row or (True, True)
    if beyond:
        raise BeyondHead("Cet instant n’est pas encore arrivé.", field="/as_of")
    return bool(recent)


def let_pass(connection: Connection, schemas: Sequence[str]) -> None:
    """Before a snapshot is taken, and after `refuse_future`: waits for who is appending."""
    connection.execute(GATE, [[lock_key(schema) for schema in schemas]])


def settle(connection: Connection, schemas: Sequence[str], as_of: AsOf | None) -> None:
    """All that was stamped by that instant is committed once this returns. Raises BeyondHead."""
    if isinstance(as_of, datetime) and refuse_future(connection, as_of):
        let_pass(connection, schemas)


def moment(connection: Connection, schema: str, as_of: AsOf) -> tuple[int, date]:
    """The position, and its day. Raises BeforeFirstRecord, or BeyondHead."""
    given = as_of if isinstance(as_of, int) else None
    edges = connection.execute(in_schema(EDGES, schema), [given]).fetchone()
    if edges is None:
        raise BeforeFirstRecord("Rien n’a encore été enregistré ici.")
    first, head, stamp = edges
    if isinstance(as_of, int):
        found = as_of
    else:
        stamp = as_of
        ((found,),) = connection.execute(in_schema(INSTANT, schema), [as_of]).fetchall()
    if found > head:
        raise BeyondHead("Le journal n’a pas atteint cette position.", field="/as_of")
    if found < 1:
        raise BeforeFirstRecord(
            "Rien n’était encore enregistré\N{NO-BREAK SPACE}: le premier fait l’a été à "
            f"{first.isoformat()}."
        )
    return found, day_of(stamp)
