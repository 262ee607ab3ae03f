"""The persons of one tenant, as the use cases ask for them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from domain.errors import NotFound
from infra.store.connections.failures import translated
from infra.store.connections.names import roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.persons import people
from infra.store.recording.commands import remember
from infra.store.recording.recorder import at_hand
from infra.store.recording.save import Connection
from services.ask import Key
from services.pactes import Stale
from services.ports import Person


class TenantPeople:
    """`services.ports.People` on the tables of a tenant, in the role of that tenant.

    Within a transaction that is joined they are part of it.
    """

    def __init__(self, pool: Pool, tenant: str) -> None:
        self.tenant = tenant
        self._pool = pool
        self._role = roles_of(pool.database, tenant).web
        self._schema = schema_of(tenant)

    def create(self, person: Person, key: Key | None = None) -> None:
        with self._transaction() as connection:
            if key:
                remember(connection, self._schema, key, person.person_id, 1)
            people.create(connection, self._schema, _row(person))

    def correct(self, person: Person, key: Key | None = None, seen: int | None = None) -> int:
        """A key that changed nothing is not used up. One that was used comes before all else."""
        with self._transaction() as connection:
            version = people.held(connection, self._schema, person.person_id)
            if key:
                remember(connection, self._schema, key, person.person_id, (version or 0) + 1)
            if version is None:
                raise NotFound("Cette personne n’existe pas.", field="/person_id")
            if seen not in (None, version):
                raise Stale("Cette personne a été corrigée depuis que vous l’avez lue.")
            people.correct(connection, self._schema, _row(person))
        return version + 1

    def many(self, ids: Sequence[UUID]) -> Mapping[UUID, Person]:
        with at_hand(self._pool, self._role) as connection:
            found = people.many(connection, self._schema, ids)
        return {key: _person(row) for key, row in found.items() if not row.erased}

    def erased(self, person_id: UUID) -> bool:
        with at_hand(self._pool, self._role) as connection:
            return any(
                row.erased for row in people.many(connection, self._schema, [person_id]).values()
            )

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """The key and what it is for are written together, or not at all."""
        with (
            translated(),
            at_hand(self._pool, self._role) as connection,
            connection.transaction(),
        ):
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
        version=row.version,
    )
