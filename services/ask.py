"""Who asks for what, on whose behalf, with which key: the frame of every command."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from domain.dates import BusinessDate
from domain.envelope import Actor, Cause, Envelope, Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A person of one tenant, with what their membership gives: never what a request body says.

    `side` is `state`, `departement`, `partner`, `control` or `platform`. `home` is where the person
    stands: the tenant, or `platform` for those who look in from above. `conventions` limits an
    auditor to these, `scopes` a machine (None: no limit). `authenticated_at`: UTC, when the person
    last proved who they are. `on_behalf_of`: in whose office they sign by delegation. `read_only`:
    the tenant is suspended or closed, or looked into from above. `opening_id`: of the break-glass
    by which the hoster looks.
    """

    tenant: str
    person_id: UUID
    role: str
    side: str
    auth_method: str
    office: str | None = None
    organization_id: UUID | None = None
    on_behalf_of: UUID | None = None
    home: str = ""
    grant_id: UUID | None = None
    conventions: frozenset[UUID] | None = None
    scopes: frozenset[str] | None = None
    authenticated_at: datetime | None = None
    read_only: bool = False
    opening_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Idempotency: `command_id` = uuid5(uuid5(tenant, person), key).

    `status` is the HTTP status that a success will be answered with.
    """

    command_id: UUID
    request_sha256: bytes
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request to change something.

    `now` is the UTC instant at which the command is judged and `today` its day in Paris,
    `reason` the seal of why, where the fact has no place for it,
    `effective_on` what the envelope will say, `expected_version` the version that the caller has
    seen (None: not conditional), `creates` what a dry run will call the thing that it adds.
    """

    caller: Caller
    provenance: Provenance
    correlation_id: UUID
    now: datetime
    today: date
    effective_on: BusinessDate
    expected_version: int | None = None
    key: Key | None = None
    reason: str | None = None
    causation_id: UUID | None = None
    creates: UUID | None = None

    def because_of(self, cause: Cause | None) -> "Ask":
        """What a job does that an event set off; None: none did."""
        if cause is None:
            return self
        return replace(self, correlation_id=cause.correlation_id, causation_id=cause.event_id)

    def minted(self) -> UUID:
        """The identity of the thing that this command creates; the same when it is repeated."""
        if self.creates:
            return self.creates
        return uuid5(self.key.command_id, "created") if self.key else uuid4()

    def envelope(self) -> Envelope:
        return Envelope(
            effective_on=self.effective_on,
            provenance=self.provenance,
            correlation_id=self.correlation_id,
            causation_id=self.causation_id,
            reason=self.reason,
            actor=Actor(
                person_id=self.caller.person_id,
                role=self.caller.role,
                auth_method=self.caller.auth_method,
                office=self.caller.office,
                organization_id=self.caller.organization_id,
                on_behalf_of=self.caller.on_behalf_of,
            ),
        )
