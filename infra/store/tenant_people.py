"""The persons of one tenant, as the use cases ask for them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

import psycopg

from infra.store import people
from infra.store.commands import remember
from infra.store.failures import translated
from infra.store.names import roles_of, schema_of
from infra.store.pool import Pool
from infra.store.save import Connection
from services.ask import Key
from services.ports import Person


class TenantPeople:
    """`services.ports.People` on the tables of a tenant, in the role of that tenant."""

    def __init__(self, pool: Pool, tenant: str) -> None:
        self.tenant = tenant
        self._pool = pool
        self._role = roles_of(pool.database, tenant).web
        self._schema = schema_of(tenant)

    def create(self, person: Person, key: Key | None = None) -> None:
        with self._keyed(person, key) as connection:
            people.create(connection, self._schema, _row(person))

    def correct(self, person: Person, key: Key | None = None) -> bool:
        """A key that changed nothing is not used up."""
        corrected = False
        with self._keyed(person, key) as connection:
            corrected = people.correct(connection, self._schema, _row(person))
            if not corrected:
                raise psycopg.Rollback
        return corrected

    def many(self, ids: Sequence[UUID]) -> Mapping[UUID, Person]:
        with self._pool.checkout(self._role) as connection:
            found = people.many(connection, self._schema, ids)
        return {key: _person(row) for key, row in found.items() if not row.erased}

    @contextmanager
    def _keyed(self, person: Person, key: Key | None) -> Iterator[Connection]:
        """The key and what it is for are written together, or not at all."""
        with (
            translated(),
            self._pool.checkout(self._role) as connection,
            connection.transaction(),
        ):
            if key:
                remember(connection, self._schema, key, person.person_id)
            yield connection


def _row(person: Person) -> people.Person:
    return people.Person(
        person_id=person.person_id,
        civility=person.civility,
        display_name=person.display_name,
        email=person.email,
        kind=person.kind,
    )


def _person(row: people.Person) -> Person:
    return Person(
        person_id=row.person_id,
        display_name=row.display_name or "",
        civility=row.civility,
        email=row.email,
        kind=row.kind,
    )
