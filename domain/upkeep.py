"""What the house did to a log: rebuilt, audited at night, erased beside it, moved from elsewhere.

A mutator has every field of its fact, used or not, and only assigns.
"""
# ruff: noqa: ARG002

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from domain.platform.tenant import tenant_id


class Fact(Aggregate.Event):
    TOPIC = "upkeep.event"

    def mutate(self, aggregate: Any) -> Any:
        """Any of them may come first: there is no event of creation."""
        return super().mutate(aggregate or begun(self.originator_id))


class ProjectionRebuilt(Fact):
    """`digest`: of all rows at `position`, with their history, in hex."""

    TOPIC = "upkeep.projection_rebuilt.1"
    name: str
    version: int
    position: int
    digest: str


class SelfAuditPassed(Fact):
    """Read models and snapshots are what the log says at `position`; `digest`: of all of them."""

    TOPIC = "upkeep.self_audit_passed.1"
    night: date
    position: int
    digest: str


class SelfAuditFailed(Fact):
    """`name`: the first thing that differs; digests in hex, or versions that are not the same."""

    TOPIC = "upkeep.self_audit_failed.1"
    night: date
    position: int
    name: str
    expected: str
    found: str


class ErasingRequested(Fact):
    """Somebody of the tenant wants that person forgotten; the hoster does it. `motive`: a seal."""

    TOPIC = "upkeep.erasing_requested.1"
    person_id: UUID
    motive: str


class ErasingLapsed(Fact):
    """That person had come back before it was done: it will have to be asked for again."""

    TOPIC = "upkeep.erasing_lapsed.1"
    person_id: UUID


class PersonalDataErased(Fact):
    """Name, address and identities are gone: the certificate that they were here, and when not."""

    TOPIC = "upkeep.personal_data_erased.1"
    person_id: UUID


class FreeTextErased(Fact):
    """`seal`: of the text, in hex, as the events have it."""

    TOPIC = "upkeep.free_text_erased.1"
    seal: str


class TenantReceived(Fact):
    """The log came from that installation; `root`: of its tree at `position`, in hex.

    The first of them names where the log began: its origin in checkpoints, for ever.
    """

    TOPIC = "upkeep.tenant_received.1"
    from_instance: UUID
    position: int
    root: str


class Upkeep(Aggregate):
    """`audited`: the night of the last self-audit; `differs`: what it found that should not be.

    `wished`: whose erasing was asked for and is not done.
    """

    TOPIC = "upkeep"
    STATE_VERSION = 2
    Event = Fact
    ProjectionRebuilt = ProjectionRebuilt
    SelfAuditPassed = SelfAuditPassed
    SelfAuditFailed = SelfAuditFailed
    ErasingRequested = ErasingRequested
    ErasingLapsed = ErasingLapsed
    PersonalDataErased = PersonalDataErased
    FreeTextErased = FreeTextErased
    TenantReceived = TenantReceived

    audited: date | None
    differs: str | None
    wished: tuple[UUID, ...]

    @event(ProjectionRebuilt)
    def projection_rebuilt(self, *, name: str, version: int, position: int, digest: str) -> None:
        pass

    @event(SelfAuditPassed)
    def self_audit_passed(self, *, night: date, position: int, digest: str) -> None:
        self.audited = night
        self.differs = None

    @event(SelfAuditFailed)
    def self_audit_failed(
        self, *, night: date, position: int, name: str, expected: str, found: str
    ) -> None:
        self.audited = night
        self.differs = name

    @event(ErasingRequested)
    def erasing_requested(self, *, person_id: UUID, motive: str) -> None:
        self.wished = (*self.wished, person_id)

    @event(ErasingLapsed)
    def erasing_lapsed(self, *, person_id: UUID) -> None:
        self.wished = tuple(each for each in self.wished if each != person_id)

    @event(PersonalDataErased)
    def personal_data_erased(self, *, person_id: UUID) -> None:
        self.wished = tuple(each for each in self.wished if each != person_id)

    @event(FreeTextErased)
    def free_text_erased(self, *, seal: str) -> None:
        pass

    @event(TenantReceived)
    def tenant_received(self, *, from_instance: UUID, position: int, root: str) -> None:
        pass


def upkeep_id(tenant: str) -> UUID:
    return uuid5(tenant_id(tenant), "upkeep")


def begun(stream: UUID, version: int = 0) -> Upkeep:
    """Of a log of which nothing was checked yet; `version`: of events that nobody needs to read."""
    blank = Upkeep.__new__(Upkeep)
    blank.__base_init__(stream, version, datetime.min.replace(tzinfo=UTC))
    blank.audited = None
    blank.differs = None
    blank.wished = ()
    return blank


def rebuilt(upkeep: Upkeep, *, name: str, version: int, position: int, digest: str) -> None:
    upkeep.projection_rebuilt(name=name, version=version, position=position, digest=digest)


def passed(upkeep: Upkeep, *, night: date, position: int, digest: str) -> None:
    """Once a night: a second one is not stated."""
    if upkeep.audited != night:
        upkeep.self_audit_passed(night=night, position=position, digest=digest)


def failed(
    upkeep: Upkeep, *, night: date, position: int, name: str, expected: str, found: str
) -> None:
    """Once a night, as the other."""
    if upkeep.audited != night:
        upkeep.self_audit_failed(
            night=night, position=position, name=name, expected=expected, found=found
        )


def received(upkeep: Upkeep, *, from_instance: UUID, position: int, root: str) -> None:
    upkeep.tenant_received(from_instance=from_instance, position=position, root=root)
