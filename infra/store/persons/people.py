"""The persons of a tenant: erasable, joined at the edge, never in an event."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import class_row

from infra.store.connections.names import in_schema
from infra.store.recording.save import Connection

CREATE = (
    "INSERT INTO {schema}.person (person_id, kind, civility, display_name, email)"
    " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (person_id) DO NOTHING"
)
CORRECT = (
    "UPDATE {schema}.person SET civility = %s, display_name = %s, email = %s,"
    " version = version + 1, updated_at = clock_timestamp() WHERE person_id = %s"
)
HELD = "SELECT version FROM {schema}.person WHERE person_id = %s AND erased_at IS NULL FOR UPDATE"
MANY = (
    "SELECT person_id, civility, display_name, email, kind, version,"
    " erased_at IS NOT NULL AS erased"
    " FROM {schema}.person WHERE person_id = ANY (%s)"
)
BY_ADDRESS = (
    "SELECT person_id, civility, display_name, email, kind, version, false AS erased"
    " FROM {schema}.person WHERE lower(email) = lower(%s) AND erased_at IS NULL"
    " ORDER BY created_at, person_id"
)
ERASE = (
    "UPDATE {schema}.person SET civility = NULL, display_name = NULL, email = NULL,"
    " version = version + 1, updated_at = clock_timestamp(), erased_at = clock_timestamp()"
    " WHERE person_id = %s"
)
FORGET = "DELETE FROM {schema}.person_login WHERE person_id = %s"
CALL_BACK = "DELETE FROM {schema}.invitation WHERE person_id = %s"
CONTACTS = "SELECT person_id, email, civility FROM {schema}.person WHERE person_id = ANY (%s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`kind` is `human` or `machine`."""

    person_id: UUID
    civility: str | None = None
    display_name: str | None = None
    email: str | None = None
    kind: str = "human"
    version: int = 1
    erased: bool = False


def create(connection: Connection, schema: str, person: Person) -> None:
    """Before the event that names the person; who is there already stays as they are."""
    values = [
        person.person_id,
        person.kind,
        person.civility,
        person.display_name,
        person.email,
    ]
    connection.execute(in_schema(CREATE, schema), values)


def held(connection: Connection, schema: str, person_id: UUID) -> int | None:
    """The version, until the end of the transaction. None: nobody of that id, or erased."""
    row = connection.execute(in_schema(HELD, schema), [person_id]).fetchone()
    return int(row[0]) if row else None


def correct(connection: Connection, schema: str, person: Person) -> None:
    """One that is held."""
    values = [person.civility, person.display_name, person.email, person.person_id]
    connection.execute(in_schema(CORRECT, schema), values)


def many(connection: Connection, schema: str, ids: Iterable[UUID]) -> dict[UUID, Person]:
    with connection.cursor(row_factory=class_row(Person)) as cursor:
        cursor.execute(in_schema(MANY, schema), [list(ids)])
        return {person.person_id: person for person in cursor}


def by_address(connection: Connection, schema: str, address: str) -> list[Person]:
    """An address may be that of several, of a secretariat for instance."""
    with connection.cursor(row_factory=class_row(Person)) as cursor:
        return cursor.execute(in_schema(BY_ADDRESS, schema), [address]).fetchall()


def contacts(
    connection: Connection, schema: str, ids: Iterable[UUID]
) -> dict[UUID, tuple[str | None, str | None]]:
    """Address and civility: all that those may see who write to people."""
    found = connection.execute(in_schema(CONTACTS, schema), [list(ids)]).fetchall()
    return {person_id: (email, civility) for person_id, email, civility in found}


def erase(connection: Connection, schema: str, person_id: UUID) -> None:
    """By the owner: the identifier stays, with nothing that leads to a person."""
    for statement in (ERASE, FORGET, CALL_BACK):
        connection.execute(in_schema(statement, schema), [person_id])
