"""Who acts for a side of one tenant, and who of it had a hand in a working copy."""

from uuid import UUID

from domain.access.facts import MemberKind
from domain.access.held import MemberStatus
from domain.convention.convention import Convention
from domain.convention.procedure.review import AUTHORING
from domain.envelope import ProvenanceKind
from domain.roles import SIDES, Role
from infra.store.connections.names import in_schema, roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.events.envelopes import envelope_of
from infra.store.events.topics import Topic
from services.holders import DEALING, DRAFTING

# An avenant starts anew; the number of a shape is no part of what happened.
HANDS = """
SELECT DISTINCT envelope FROM {schema}.events
WHERE originator_id = %(stream)s AND originator_version > coalesce(
  (SELECT max(originator_version) FROM {schema}.events
   WHERE originator_id = %(stream)s AND regexp_replace(topic, '[.][0-9]+$', '') = %(opened)s), 0)
AND regexp_replace(topic, '[.][0-9]+$', '') = ANY (%(authoring)s)
"""
OPENED = Topic.parse(Convention.AvenantOpened.TOPIC).kind
AUTHORING_KINDS = [Topic.parse(fact.TOPIC).kind for fact in AUTHORING]
USERS = """
SELECT DISTINCT m.person_id FROM {schema}.members AS m
JOIN {schema}.member_grants AS g USING (member_id)
WHERE m.to_position IS NULL AND g.to_position IS NULL
AND m.kind = %(kind)s AND m.status = %(status)s AND g.role = ANY (%(roles)s)
"""


class TenantSides:
    """`services.ports.Sides`: hands from the log, users from the rows as far as they have come."""

    def __init__(self, pool: Pool, tenant: str) -> None:
        self._pool = pool
        self._role = roles_of(pool.database, tenant).web
        self._schema = schema_of(tenant)

    def authors(self, convention_id: UUID, side: str) -> frozenset[UUID]:
        asked = {"stream": convention_id, "opened": OPENED, "authoring": AUTHORING_KINDS}
        with self._pool.checkout(self._role) as connection:
            found = connection.execute(in_schema(HANDS, self._schema), asked).fetchall()
        envelopes = [envelope_of(bytes(row[0])) for row in found]
        return frozenset(
            each.actor.person_id
            for each in envelopes
            if each.actor
            and each.provenance.kind is not ProvenanceKind.IMPORT
            and SIDES[Role(each.actor.role)] == side
        )

    def users(self, side: str) -> frozenset[UUID]:
        roles = [role.value for role in (*DRAFTING, *DEALING) if SIDES[role] == side]
        asked = {"kind": MemberKind.HUMAN, "status": MemberStatus.ACTIVE, "roles": roles}
        with self._pool.checkout(self._role) as connection:
            found = connection.execute(in_schema(USERS, self._schema), asked).fetchall()
        return frozenset(row[0] for row in found)
