"""The outbox that workers and the follower are handed: rows, events, persons of one database."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import IntegrityError

from domain.access.held import MemberStatus
from domain.access.member import Member, member_id
from domain.convention.content import content_hash
from domain.convention.convention import Convention
from domain.dates import BusinessDate
from domain.envelope import Envelope, Provenance, ProvenanceKind
from domain.errors import NotFound
from domain.notification import AlreadySent, Notification, waiting
from domain.platform.tenant import Tenant, TenantStatus, tenant_id
from infra.clock import now, today
from infra.store.connections.held import Held
from infra.store.connections.names import PLATFORM, roles_of, schema_of
from infra.store.connections.pool import Pool
from infra.store.evidence import checkpoints
from infra.store.evidence.trees import Tree
from infra.store.following import log
from infra.store.notices import outbox
from infra.store.notices.outbox import LeaseLost
from infra.store.notices.roster import RowsAt
from infra.store.persons import people
from infra.store.persons.invitations import Guest, mint
from infra.store.recording.recorder import joined
from projections.change import Recorded
from services.pactes import Pactes
from workers.notify.due import Notice
from workers.notify.outcome import record, verdict
from workers.notify.ports import Contact, Leased, Outcome, Roster, Scene, Subject


class FollowerRows:
    """What the follower does in its own transaction."""

    def roster(self, connection: Any, recorded: Recorded) -> Roster:
        return RowsAt.after(connection, recorded)

    def write(self, connection: Any, tenant: str, notices: Sequence[Notice]) -> None:
        outbox.write(connection, schema_of(tenant), notices)


@dataclass(frozen=True, slots=True)
class PostgresOutbox:
    """In the role of each tenant's follower, which may write the outbox and append."""

    pool: Pool
    pactes: Callable[[str], Pactes]

    def lease(self, tenant: str, position: int) -> list[Leased]:
        if self._closed(tenant):
            return []
        with self._connection(tenant) as connection:
            return outbox.take(connection, schema_of(tenant), position)

    def contacts(self, tenant: str, ids: Sequence[UUID]) -> Mapping[UUID, Contact]:
        with self._connection(tenant) as connection:
            found = people.contacts(connection, schema_of(tenant), ids)
        return {key: Contact(*known) for key, known in found.items()}

    @contextmanager
    def scene(self, tenant: str, position: int) -> Iterator[Scene]:
        with self._connection(tenant) as connection, joined(connection):
            (row,) = log.read(connection, schema_of(tenant), position - 1, 1)
            recorded = log.decode(row, tenant)
            roster = RowsAt.after(connection, recorded)
            subject = self._subject(connection, recorded, roster)
            sealed = checkpoints.covering(connection, schema_of(tenant), Tree.LOG, position)
            note = sealed.note if sealed else None
            yield Scene(recorded=recorded, subject=subject, roster=roster, checkpoint=note)

    def invitation(self, tenant: str, person_id: UUID, invitation_id: UUID) -> str | None:
        """Who came in, was removed or was invited anew since gets no link."""
        member = self.pactes(tenant).load(Member, member_id(tenant, person_id))
        if (member.status, member.invitation_id) != (MemberStatus.INVITED, invitation_id):
            return None
        with self._connection(tenant) as connection:
            return mint(connection, schema_of(tenant), Guest(person_id, invitation_id), now())

    def conclude(self, cause: Recorded, leased: Leased, outcome: Outcome) -> bool:
        if self._closed(cause.tenant):
            return False
        reached = verdict(outcome, leased.attempt)
        try:
            with (
                self._connection(cause.tenant) as connection,
                connection.transaction(),
                joined(connection),
            ):
                stream = self._stream(cause.tenant, leased.outbox_id)
                record(stream, outcome, reached)
                saved = self.pactes(cause.tenant).save(stream, context=_envelope(cause, leased))
                position = int(saved[-1].notification.id)
                outbox.settle(connection, schema_of(cause.tenant), leased, reached, position)
        except (LeaseLost, AlreadySent, IntegrityError):
            return False
        return True

    def put_back(self, tenant: str, untried: Sequence[Leased]) -> None:
        with self._connection(tenant) as connection:
            outbox.put_back(connection, schema_of(tenant), untried)

    def pause(self, tenant: str) -> None:
        with self._connection(tenant) as connection:
            outbox.pause(connection, schema_of(tenant))

    def _closed(self, tenant: str) -> bool:
        """Closed for good, or gone: what became of a mail would be recorded after the export."""
        try:
            found = self.pactes(PLATFORM).load(Tenant, tenant_id(tenant))
        except NotFound:
            return False
        return found.status in (TenantStatus.CLOSED, TenantStatus.MOVED)

    def _connection(self, tenant: str) -> AbstractContextManager[Held]:
        return self.pool.checkout(roles_of(self.pool.database, tenant).follow)

    def _stream(self, tenant: str, outbox_id: UUID) -> Notification:
        try:
            found: Notification = self.pactes(tenant).repository.get(outbox_id)
        except AggregateNotFoundError:
            return waiting(outbox_id)
        return found

    def _subject(self, connection: Held, recorded: Recorded, roster: RowsAt) -> Subject | None:
        stream = recorded.event.originator_id
        if recorded.topic.startswith(f"{Member.TOPIC}."):
            return None
        if not recorded.topic.startswith(f"{Convention.TOPIC}."):
            stream = roster.joining(stream).convention_id
        schema = schema_of(recorded.tenant)
        version = log.version_at(connection, schema, stream, recorded.position)
        return _described(self.pactes(recorded.tenant).at_version(Convention, stream, version))


def _described(convention: Convention) -> Subject:
    """The version in the making where there is one, else the one in force."""
    frozen = convention.frozen
    newest = convention.versions[-1].no if convention.versions else 0
    return Subject(
        convention_id=convention.id,
        kind=convention.rules.kind,
        title=convention.terms.title,
        version_no=newest if convention.stage is None else newest + 1,
        content_hash=frozen.content_hash if frozen else content_hash(convention),
    )


def _envelope(cause: Recorded, leased: Leased) -> Envelope:
    return Envelope(
        effective_on=BusinessDate(today()),
        provenance=Provenance(ProvenanceKind.SYSTEM, "notify"),
        correlation_id=cause.envelope.correlation_id,
        causation_id=leased.event_id,
    )
