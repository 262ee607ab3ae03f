"""Which partners asked to join which convention, and who agreed."""

from functools import singledispatch

from domain.envelope import Actor
from domain.joining import facts
from projections.change import Change, Projection, Recorded, Table, added, changed

# `invited`: somebody else than the partner itself asked for its joining; `requested_by` is who did.
JOININGS = Table(
    name="joinings",
    key={"joining_id": "uuid"},
    values={
        "organization_id": "uuid",
        "convention_id": "uuid",
        "contribution_text": "text",
        "amount_cents": "bigint",
        "status": "text",
        "invited": "boolean",
        "requested_by": "uuid",
        "state_office": "text",
        "departement_office": "text",
        "deliberation_ref": "text",
        "refused_by": "text",
        "joined_since": "date",
        "version_no": "bigint",
    },
    indexes=(("convention_id",),),
)


def rows(recorded: Recorded) -> list[Change]:
    return _rows(recorded.event, recorded.envelope.actor)


@singledispatch
def _rows(_event: object, _actor: Actor | None) -> list[Change]:
    return []


@_rows.register
def _(event: facts.PartnerJoinRequested, actor: Actor | None) -> list[Change]:
    requested = added(
        JOININGS,
        {"joining_id": event.originator_id},
        organization_id=event.organization_id,
        convention_id=event.convention_id,
        contribution_text=event.contribution_text,
        amount_cents=event.amount_cents,
        status="requested",
        invited=actor is not None and actor.organization_id != event.organization_id,
        requested_by=event.by,
    )
    return [requested]


@_rows.register
def _(event: facts.PartnerJoinAgreedByState, _actor: Actor | None) -> list[Change]:
    return _now(event, state_office=event.by_office)


@_rows.register
def _(event: facts.PartnerJoinAgreedByDepartement, _actor: Actor | None) -> list[Change]:
    return _now(event, departement_office=event.by_office, deliberation_ref=event.deliberation_ref)


@_rows.register
def _(event: facts.PartnerJoinRefused, _actor: Actor | None) -> list[Change]:
    return _now(event, status="refused", refused_by=event.side)


@_rows.register
def _(event: facts.PartnerJoined, _actor: Actor | None) -> list[Change]:
    return _now(event, status="joined", joined_since=event.since, version_no=event.version_no)


def _now(event: facts.Fact, **values: object) -> list[Change]:
    return [changed(JOININGS, {"joining_id": event.originator_id}, **values)]


PROJECTION = Projection("partners", 3, (JOININGS,), rows)
