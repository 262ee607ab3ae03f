"""How many looks had been noted by a moment of the log."""

from datetime import datetime

from infra.store.connections.names import in_schema
from infra.store.following.instants import AsOf, let_pass
from infra.store.recording.save import Connection

COUNT = "SELECT coalesce(max(position), 0) FROM {schema}.access_log"
BY_INSTANT = "SELECT coalesce(max(position), 0) FROM {schema}.access_log WHERE looked_at <= %s"
BY_POSITION = (
    "SELECT coalesce(max(position), 0) FROM {schema}.access_log WHERE looked_at <="
    " (SELECT recorded_at FROM {schema}.events WHERE notification_id = %s)"
)


def count(connection: Connection, schema: str) -> int:
    ((found,),) = connection.execute(in_schema(COUNT, schema)).fetchall()
    return int(found)


def settle(connection: Connection, schema: str) -> None:
    """Whatever look is on its way to its commit is there once this returns."""
    let_pass(connection, [f"{schema}/access_log"])


def noted_by(connection: Connection, schema: str, as_of: AsOf) -> int:
    statement = BY_INSTANT if isinstance(as_of, datetime) else BY_POSITION
    ((found,),) = connection.execute(in_schema(statement, schema), [as_of]).fetchall()
    return int(found)
