"""Under which identities the persons of a tenant are recognised: erasable, beside the log."""

from collections.abc import Iterable
from uuid import UUID

from infra.store.connections import names
from infra.store.connections.everywhere import of_all
from infra.store.connections.names import in_schema, lock_key
from infra.store.connections.pool import Pool
from infra.store.recording.save import Connection

# Issuer and sub.
Login = tuple[str, str]

HOLD = "SELECT pg_advisory_xact_lock(%s)"
BIND = (
    "INSERT INTO {schema}.person_login (issuer, sub, person_id) VALUES (%s, %s, %s)"
    " ON CONFLICT DO NOTHING"
)
FORGET = "DELETE FROM {schema}.person_login WHERE person_id = %s AND (issuer, sub) <> (%s, %s)"
UNBIND = "DELETE FROM {schema}.person_login WHERE person_id = %s AND issuer = %s"
PERSON = "SELECT person_id FROM {schema}.person_login WHERE issuer = %s AND sub = %s"
OF_PERSON = "SELECT issuer, sub FROM {schema}.person_login WHERE person_id = %s"
ISSUERS = "SELECT DISTINCT issuer FROM {schema}.person_login ORDER BY issuer"
# The role that asks may read no login: the function answers for this one alone.
KNOWN = (
    "SELECT {code}, person_id FROM {schema}.person_of(%(issuer)s, %(sub)s) AS person_id"
    " WHERE person_id IS NOT NULL"
)


def hold(connection: Connection, known: Iterable[Login]) -> None:
    """No other transaction that asks for one of them goes on before this one has ended.

    In the order of logins, and before anything is appended: whoever appends waits for nobody.
    """
    for issuer, sub in known:
        connection.execute(HOLD, [lock_key(f"login/{issuer}\n{sub}")])


def bind(connection: Connection, schema: str, issuer: str, sub: str, person_id: UUID) -> bool:
    """False: that identity is another person of this tenant already."""
    connection.execute(in_schema(BIND, schema), [issuer, sub, person_id])
    return person_of(connection, schema, issuer, sub) == person_id


def come_in(connection: Connection, schema: str, issuer: str, sub: str, person_id: UUID) -> bool:
    """By an invitation: as `bind`, and no login of before is theirs any more.

    It may be of a stranger to whom an earlier link was forwarded.
    """
    if not bind(connection, schema, issuer, sub, person_id):
        return False
    connection.execute(in_schema(FORGET, schema), [person_id, issuer, sub])
    return True


def unbind(connection: Connection, schema: str, issuer: str, person_id: UUID) -> None:
    """That issuer recognises them no more; by another invitation it may."""
    connection.execute(in_schema(UNBIND, schema), [person_id, issuer])


def person_of(connection: Connection, schema: str, issuer: str, sub: str) -> UUID | None:
    row = connection.execute(in_schema(PERSON, schema), [issuer, sub]).fetchone()
    return row[0] if row else None


def of_person(connection: Connection, schema: str, person_id: UUID) -> list[Login]:
    return connection.execute(in_schema(OF_PERSON, schema), [person_id]).fetchall()


def issuers(connection: Connection, schema: str) -> list[str]:
    return [issuer for (issuer,) in connection.execute(in_schema(ISSUERS, schema)).fetchall()]


def everywhere(pool: Pool, issuer: str, sub: str) -> list[tuple[str, UUID]]:
    with pool.checkout(names.sweep_role(pool.database)) as connection:
        return everywhere_by(connection, issuer, sub)


def everywhere_by(connection: Connection, issuer: str, sub: str) -> list[tuple[str, UUID]]:
    """Tenant and person of that identity, in all logs, that of the platform included."""
    found = of_all(connection, KNOWN, {"issuer": issuer, "sub": sub})
    return [(code, person) for code, person in found]
