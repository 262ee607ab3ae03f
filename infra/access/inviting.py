"""Inviting somebody: the person, the event and the link, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.access.held import MemberStatus
from domain.access.member import Member, member_id
from domain.roles import Role
from infra.store.connections.held import Held
from infra.store.connections.names import roles_of, schema_of
from infra.store.persons import people
from infra.store.persons.invitations import LIFE, Guest, mint
from infra.store.recording.recorder import joined
from infra.wiring import Wiring
from services.access.commands import InviteMember
from services.access.members import invite_member
from services.ask import Ask
from services.pactes import Pactes, Receipt
from services.people import CreatePerson, create_person
from services.policy import allow
from services.target import Target
from workers.notify import paths


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What somebody is invited to be."""

    role: Role
    organization_id: UUID | None = None
    office: str | None = None

    def offered_to(self, person_id: UUID) -> InviteMember:
        return InviteMember(
            person_id=person_id,
            role=self.role,
            organization_id=self.organization_id,
            office=self.office,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """`again`: the invitation stood already, only the link is new. `token` is shown once."""

    person_id: UUID
    token: str = field(repr=False)
    expires_at: datetime
    again: bool


def invite(wiring: Wiring, ask: Ask, who: CreatePerson, post: Post) -> Invited:
    """Who stands beside the log under that name and address is not written there again.

    Somebody who is still expected in the same post gets another link. Raises RuleBroken.
    """
    tenant = ask.caller.tenant
    pactes, schema = wiring.pactes(tenant), schema_of(tenant)
    with (
        wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection,
        connection.transaction(),
        joined(connection),
    ):
        person_id = _known(connection, tenant, who)
        again = person_id is not None and _expected(pactes, person_id, post)
        if again:
            allow(ask, "invite_member", Target(tenant=tenant, role=post.role))
        else:
            beside = wiring.people(tenant)
            person_id = person_id or create_person(beside, ask, who)
            invite_member(pactes, beside, ask, post.offered_to(person_id))
        assert person_id is not None  # noqa: S101 - known, or just created
        member = pactes.load(Member, member_id(tenant, person_id))
        token = mint(connection, schema, Guest(person_id, member.invitation_id), ask.now)
    wiring.wake(tenant)
    return Invited(person_id=person_id, token=token, expires_at=ask.now + LIFE, again=again)


def by_mail(wiring: Wiring, ask: Ask, command: InviteMember) -> Receipt:
    """The link is made when it is sent. Who is erased meanwhile was not invited."""
    tenant = ask.caller.tenant
    with (
        wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection,
        connection.transaction(),
        joined(connection),
    ):
        return invite_member(wiring.pactes(tenant), wiring.people(tenant), ask, command)


def with_link(wiring: Wiring, ask: Ask, run: Callable[[Pactes], Receipt]) -> tuple[Receipt, str]:
    """What `run` records of one invitation, and the address that lets in by it, in one save."""
    tenant = ask.caller.tenant
    pactes, schema = wiring.pactes(tenant), schema_of(tenant)
    with (
        wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection,
        connection.transaction(),
        joined(connection),
    ):
        receipt = run(pactes)
        member = pactes.load(Member, receipt.stream)
        token = mint(connection, schema, Guest(member.person_id, member.invitation_id), ask.now)
    return receipt, paths.under(wiring.settings.url, paths.invitation(tenant, token))


def _known(connection: Held, tenant: str, who: CreatePerson) -> UUID | None:
    """Who was removed comes back as the same person: their login is bound to it."""
    for row in people.by_address(connection, schema_of(tenant), who.email or ""):
        if (row.display_name or "").casefold() == who.display_name.strip().casefold():
            return row.person_id
    return None


def _expected(pactes: Pactes, person_id: UUID, post: Post) -> bool:
    if _status(pactes, person_id) is not MemberStatus.INVITED:
        return False
    grants = pactes.load(Member, member_id(pactes.tenant, person_id)).grants
    return (post.role, post.organization_id) in {(g.role, g.organization_id) for g in grants}


def _status(pactes: Pactes, person_id: UUID) -> MemberStatus | None:
    stream = member_id(pactes.tenant, person_id)
    return pactes.load(Member, stream).status if stream in pactes.repository else None
