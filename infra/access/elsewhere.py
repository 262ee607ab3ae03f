"""What one person holds in several logs, which know each other by the login alone."""

from uuid import UUID

from domain.roles import Role
from infra.access.admission import member_of
from infra.store.connections.names import roles_of, schema_of
from infra.store.persons import logins
from infra.wiring import Wiring
from services.access.commands import GrantRole
from services.access.members import grant_role as granted
from services.ask import Ask
from services.pactes import Receipt


def held_elsewhere(wiring: Wiring, tenant: str, issuer: str, sub: str) -> frozenset[Role]:
    """By that identity, in every log but that of the tenant."""
    found = logins.everywhere(wiring.pool, issuer, sub)
    members = [member_of(wiring, code, person) for code, person in found if code != tenant]
    return frozenset(grant.role for member in members if member for grant in member.grants)


def grant_role(wiring: Wiring, ask: Ask, command: GrantRole) -> Receipt:
    """Nobody administers here and signs there. Raises as `services.access.members.grant_role`."""
    tenant = ask.caller.tenant

    def elsewhere(person_id: UUID) -> frozenset[Role]:
        with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
            known = logins.of_person(connection, schema_of(tenant), person_id)
        return frozenset().union(*(held_elsewhere(wiring, tenant, *login) for login in known))

    return granted(wiring.pactes(tenant), ask, command, elsewhere)
