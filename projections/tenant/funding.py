"""Who plans to pay how much, for which action and exercice."""

from collections.abc import Sequence
from functools import singledispatch

from domain.convention.facts import money, procedure
from projections.change import Change, Projection, Recorded, Restore, Table, added, changed
from projections.tenant.content import restored

FUNDING_LINES = Table(
    name="funding_lines",
    key={"convention_id": "uuid", "line_id": "uuid"},
    values={
        "action_id": "uuid",
        "exercice": "bigint",
        "funder_id": "uuid",
        "volet": "text",
        "amount_cents": "bigint",
        "nature": "text",
        "counts_as_match": "boolean",
    },
    rewritten=True,
)


def rows(recorded: Recorded) -> Sequence[Change | Restore]:
    return _rows(recorded.event)


@singledispatch
def _rows(_event: object) -> Sequence[Change | Restore]:
    return []


@_rows.register
def _(event: money.FundingPlanned) -> Sequence[Change | Restore]:
    planned = added(
        FUNDING_LINES,
        {"convention_id": event.originator_id, "line_id": event.line_id},
        action_id=event.action_id,
        exercice=event.exercice,
        funder_id=event.funder_id,
        volet=event.volet,
        amount_cents=event.amount_cents,
        nature=event.nature,
        counts_as_match=event.counts_as_match,
    )
    return [planned]


@_rows.register
def _(event: money.FundingAdjusted) -> Sequence[Change | Restore]:
    key = {"convention_id": event.originator_id, "line_id": event.line_id}
    return [changed(FUNDING_LINES, key, amount_cents=event.new_cents)]


@_rows.register
def _(event: procedure.AvenantAbandoned) -> Sequence[Change | Restore]:
    return restored(event, FUNDING_LINES)


PROJECTION = Projection("funding", 1, (FUNDING_LINES,), rows)
