"""The persons of one tenant, as the use cases ask for them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from infra.store import people
from infra.store.names import roles_of, schema_of
from infra.store.pool import Pool
from services.ports import Person


class TenantPeople:
    """`services.ports.People` on the tables of a tenant, in the role of that tenant."""

    def __init__(self, pool: Pool, tenant: str) -> None:
        self.tenant = tenant
        self._pool = pool
        self._role = roles_of(pool.database, tenant).web
        self._schema = schema_of(tenant)

    def create(self, person: Person) -> None:
        with self._pool.checkout(self._role) as connection:
            people.create(connection, self._schema, _row(person))

    def correct(self, person: Person) -> bool:
        with self._pool.checkout(self._role) as connection:
            return people.correct(connection, self._schema, _row(person))

    def many(self, ids: Sequence[UUID]) -> Mapping[UUID, Person]:
        with self._pool.checkout(self._role) as connection:
            found = people.many(connection, self._schema, ids)
        return {key: _person(row) for key, row in found.items() if not row.erased}


def _row(person: Person) -> people.Person:
    return people.Person(
        person_id=person.person_id,
        civility=person.civility,
        display_name=person.display_name,
        email=person.email,
    )


def _person(row: people.Person) -> Person:
    return Person(
        person_id=row.person_id,
        display_name=row.display_name or "",
        civility=row.civility,
        email=row.email,
    )
