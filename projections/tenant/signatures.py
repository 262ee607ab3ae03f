"""Whose signature is awaited, who signed, in which office."""

from functools import singledispatch
from uuid import UUID

from domain.convention.facts import procedure
from domain.convention.facts.base import Fact
from projections.change import Change, Projection, Recorded, Table, added, changed, opened

# A convention has one round at a time; those before are the history of its row.
ROUNDS = Table(
    name="rounds",
    key={"convention_id": "uuid"},
    values={
        "round_id": "uuid",
        "version_no": "bigint",
        "content_hash": "text",
        "deadline": "date",
        "status": "text",
    },
)
SLOTS = Table(
    name="slots",
    key={"round_id": "uuid", "signatory_id": "uuid"},
    values={
        "convention_id": "uuid",
        "office": "text",
        "side": "text",
        "organization_id": "uuid",
        "required": "boolean",
        "rank": "bigint",
        "status": "text",
        "person_id": "uuid",
        "signed_at": "timestamptz",
        "method": "text",
        "evidence_sha256": "text",
    },
    indexes=(("convention_id",),),
)


def rows(recorded: Recorded) -> list[Change]:
    return _rows(recorded.event)


@singledispatch
def _rows(_event: object) -> list[Change]:
    return []


@_rows.register
def _(event: procedure.SignatureRoundOpened) -> list[Change]:
    opening = opened(
        ROUNDS,
        {"convention_id": event.originator_id},
        round_id=event.round_id,
        version_no=event.version_no,
        content_hash=event.content_hash,
        deadline=event.deadline,
        status="open",
    )
    slots = [
        added(
            SLOTS,
            {"round_id": event.round_id, "signatory_id": slot.signatory_id},
            convention_id=event.originator_id,
            office=slot.office,
            side=slot.side,
            organization_id=slot.organization_id,
            required=slot.required,
            rank=slot.order,
            status="awaited",
        )
        for slot in event.slots
    ]
    return [opening, *slots]


@_rows.register
def _(event: procedure.SignatoryInvited) -> list[Change]:
    return [_slot(event.round_id, event.signatory_id, status="invited")]


@_rows.register
def _(event: procedure.ConventionSignedBy) -> list[Change]:
    signed = _slot(
        event.round_id,
        event.signatory_id,
        status="signed",
        person_id=event.person_id,
        signed_at=event.signed_at,
        method=event.method,
        evidence_sha256=event.evidence_sha256,
    )
    return [signed]


@_rows.register
def _(event: procedure.SignatureRefused) -> list[Change]:
    refused = _slot(event.round_id, event.signatory_id, status="refused")
    return [refused, _round(event, "refused")]


@_rows.register
def _(event: procedure.SignatureRoundCancelled) -> list[Change]:
    return [_round(event, "cancelled")]


@_rows.register
def _(event: procedure.SignatureRoundExpired) -> list[Change]:
    return [_round(event, "expired")]


@_rows.register(procedure.ConventionSigned)
@_rows.register(procedure.AvenantSigned)
def _completed(event: Fact) -> list[Change]:
    return [_round(event, "completed")]


def _round(event: Fact, status: str) -> Change:
    return changed(ROUNDS, {"convention_id": event.originator_id}, status=status)


def _slot(round_id: UUID, signatory_id: UUID, **values: object) -> Change:
    return changed(SLOTS, {"round_id": round_id, "signatory_id": signatory_id}, **values)


PROJECTION = Projection("signatures", 1, (ROUNDS, SLOTS), rows)
