"""Whether anybody but the owner comes into the schema of a tenant, and the end of one that left.

A role without USAGE sees neither tables nor functions: what sweeps over all tenants passes by.
"""

from infra.store.connections import names
from infra.store.connections.names import literal, lock_key, roles_of, schema_of
from infra.store.readmodels.place import Place
from infra.store.recording.save import Connection
from infra.store.schemas.migrate import LOCK
from projections.catalogue import SHARED

SHUT = "REVOKE USAGE ON SCHEMA {schema} FROM {web}, {follow}, {sweep}"
OPEN = "GRANT USAGE ON SCHEMA {schema} TO {web}, {follow}, {sweep}"
# Who waited for the lock of a log was let in before: what comes late is refused by the table.
LOGS = ("events", "access_log")
END = "ALTER TABLE {schema}.{log} ADD CONSTRAINT moved CHECK (false) NOT VALID"
GO_ON = "ALTER TABLE {schema}.{log} DROP CONSTRAINT IF EXISTS moved"
STILL = "SELECT pg_advisory_xact_lock({log}), pg_advisory_xact_lock({looks})"
THERE = "SELECT to_regnamespace(%s) IS NOT NULL"
DROP = "DROP SCHEMA IF EXISTS {schema} CASCADE"
FORGET = "DELETE FROM {platform}.{table} WHERE tenant = %s"
NOTIFY_FROM = "UPDATE {schema}.positions SET position = %s WHERE projection = 'outbox'"


def shut(connection: Connection, tenant: str) -> None:
    _doors(connection, tenant, SHUT)


def reopen(connection: Connection, tenant: str) -> None:
    _doors(connection, tenant, OPEN)


def end(connection: Connection, tenant: str) -> None:
    """Shut, and nothing is appended to its logs any more, by nobody."""
    _doors(connection, tenant, SHUT)
    _logs(connection, tenant, END)


def go_on(connection: Connection, tenant: str) -> None:
    _logs(connection, tenant, GO_ON)
    _doors(connection, tenant, OPEN)


def hold_still(connection: Connection, tenant: str) -> None:
    """Until the end of the transaction nothing is appended there, and no look noted."""
    schema = schema_of(tenant)
    keys = {"log": lock_key(schema), "looks": lock_key(f"{schema}/access_log")}
    statement = names.compose(STILL, **{name: literal(key) for name, key in keys.items()})
    connection.execute(statement)


def alone(connection: Connection) -> None:
    """Until the end of the transaction nobody else changes schemas."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def stands(connection: Connection, tenant: str) -> bool:
    return connection.execute(THERE, [schema_of(tenant)]).fetchone() == (True,)


def clear_away(connection: Connection, tenant: str) -> None:
    """The schema of a tenant that comes back, and its rows among those that tenants share."""
    schema = schema_of(tenant)
    connection.execute(names.compose(DROP, schema=schema))
    for table in SHARED:
        place = Place(schema).schema_of(table)
        statement = names.compose(FORGET, platform=place, table=table.name)
        connection.execute(statement, [tenant])


def notify_from(connection: Connection, tenant: str, position: int) -> None:
    """Of nothing up to there is anybody told: they were, by its last host."""
    connection.execute(names.compose(NOTIFY_FROM, schema=schema_of(tenant)), [position])


def _logs(connection: Connection, tenant: str, statement: str) -> None:
    for log in LOGS:
        connection.execute(names.compose(statement, schema=schema_of(tenant), log=log))


def _doors(connection: Connection, tenant: str, statement: str) -> None:
    roles = roles_of(connection.info.dbname, tenant)
    parts = {"web": roles.web, "follow": roles.follow, "sweep": roles.sweep}
    connection.execute(names.compose(statement, schema=schema_of(tenant), **parts))
