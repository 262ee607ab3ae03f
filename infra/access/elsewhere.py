"""What one person holds in several logs, which know each other by the login alone."""

from collections.abc import Iterable
from uuid import UUID

from domain.roles import Role
from infra.access.admission import member_of
from infra.store.connections.held import Held
from infra.store.connections.names import roles_of, schema_of
from infra.store.persons import logins
from infra.store.persons.logins import Login
from infra.store.recording.recorder import joined
from infra.wiring import Wiring
from services.access.commands import GrantRole
from services.access.members import grant_role as granted
from services.ask import Ask
from services.pactes import Receipt


def held_elsewhere(
    wiring: Wiring, connection: Held, tenant: str, known: Iterable[Login]
) -> frozenset[Role]:
    """By those logins, in every log but that of the tenant, whose role the connection holds.

    Until its transaction ends, nobody else is told: two logs that decide on one person at once
    would each miss what the other records. It is joined, so that all is read on it: whoever waits
    for a second connection with the first one in hand may wait for ever.
    """
    roles = roles_of(wiring.pool.database, tenant)
    wanted = sorted(known)
    logins.hold(connection, wanted)
    connection.take_role(roles.sweep)
    found = {each for login in wanted for each in logins.everywhere_by(connection, *login)}
    members = []
    for code, person_id in sorted(found):
        if code != tenant:
            connection.take_role(roles_of(wiring.pool.database, code).web)
            members.append(member_of(wiring, code, person_id))
    connection.take_role(roles.web)
    return frozenset(grant.role for member in members if member for grant in member.grants)


def grant_role(wiring: Wiring, ask: Ask, command: GrantRole) -> Receipt:
    """Nobody administers here and signs there. Raises as `services.access.members.grant_role`."""
    tenant = ask.caller.tenant
    with (
        wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection,
        connection.transaction(),
        joined(connection),
    ):

        def elsewhere(person_id: UUID) -> frozenset[Role]:
            known = logins.of_person(connection, schema_of(tenant), person_id)
            return held_elsewhere(wiring, connection, tenant, known)

        return granted(wiring.pactes(tenant), ask, command, elsewhere)
