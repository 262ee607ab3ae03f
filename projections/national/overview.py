"""What all départements agree, and for how much: the same rows side by side, tenant by tenant.

Amounts are read as of a signed version (`content_position`), so that a working copy is seen by its
own département alone. `national_moments` says when a tenant's rows last changed: by it an instant
becomes a position of each tenant.
"""

from collections.abc import Sequence
from functools import singledispatch

from domain.convention.facts import actions, content, money, procedure
from domain.convention.facts.base import ConventionDrafted, Fact
from domain.convention.stage import Life, Stage
from projections.change import Change, Projection, Recorded, Restore, added, changed, opened
from projections.national.tables import (
    ACTIONS,
    CONVENTIONS,
    FUNDING,
    MOMENTS,
    PARTIES,
    TABLES,
    VERSIONS,
)
from projections.tenant.content import restored


def rows(recorded: Recorded) -> Sequence[Change | Restore]:
    said = _rows(recorded.event, recorded)
    if not said:
        return said
    return [*said, opened(MOMENTS, {"tenant": recorded.tenant}, recorded_at=recorded.recorded_at)]


@singledispatch
def _rows(_event: object, _recorded: Recorded) -> Sequence[Change | Restore]:
    return []


@_rows.register
def _(event: ConventionDrafted, recorded: Recorded) -> Sequence[Change | Restore]:
    drafted = added(
        CONVENTIONS,
        _key(event, recorded),
        kind=event.kind,
        title=event.title,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        life=Life.PREPARING,
        stage=Stage.PAPER if event.paper else Stage.DRAFT,
    )
    return [drafted]


@_rows.register
def _(event: content.PartyAdded, recorded: Recorded) -> Sequence[Change | Restore]:
    key = _key(event, recorded, organization_id=event.organization_id)
    return [added(PARTIES, key, side=event.side)]


@_rows.register
def _(event: actions.ActionAdded, recorded: Recorded) -> Sequence[Change | Restore]:
    key = _key(event, recorded, action_id=event.action_id)
    return [added(ACTIONS, key, axe=event.axe, title=event.title, withdrawn=False)]


@_rows.register
def _(event: actions.ActionRetitled, recorded: Recorded) -> Sequence[Change | Restore]:
    return [changed(ACTIONS, _key(event, recorded, action_id=event.action_id), title=event.new)]


@_rows.register
def _(event: actions.ActionWithdrawn, recorded: Recorded) -> Sequence[Change | Restore]:
    return [changed(ACTIONS, _key(event, recorded, action_id=event.action_id), withdrawn=True)]


@_rows.register
def _(event: money.FundingPlanned, recorded: Recorded) -> Sequence[Change | Restore]:
    planned = added(
        FUNDING,
        _key(event, recorded, line_id=event.line_id),
        action_id=event.action_id,
        exercice=event.exercice,
        funder_id=event.funder_id,
        amount_cents=event.amount_cents,
    )
    return [planned]


@_rows.register
def _(event: money.FundingAdjusted, recorded: Recorded) -> Sequence[Change | Restore]:
    key = _key(event, recorded, line_id=event.line_id)
    return [changed(FUNDING, key, amount_cents=event.new_cents)]


@_rows.register
def _(event: procedure.VersionFrozen, recorded: Recorded) -> Sequence[Change | Restore]:
    frozen = opened(
        VERSIONS,
        _key(event, recorded, version_no=event.version_no),
        content_position=recorded.position,
        signed=False,
        effective_from=event.effective_from,
    )
    return [frozen, _now(event, recorded, stage=Stage.FROZEN)]


@_rows.register
def _(event: procedure.VersionImported, recorded: Recorded) -> Sequence[Change | Restore]:
    imported = opened(
        VERSIONS,
        _key(event, recorded, version_no=event.version_no),
        content_position=recorded.position,
        signed=True,
        signed_on=event.signed_on,
        effective_from=event.effective_from,
    )
    return [imported, _now(event, recorded, life=Life.RUNNING)]


@_rows.register(procedure.ConventionSigned)
def _convention_signed(
    event: procedure.ConventionSigned, recorded: Recorded
) -> Sequence[Change | Restore]:
    return [_signed(event, recorded), _now(event, recorded, life=Life.SIGNED, stage=None)]


@_rows.register(procedure.AvenantSigned)
def _avenant_signed(
    event: procedure.AvenantSigned, recorded: Recorded
) -> Sequence[Change | Restore]:
    return [_signed(event, recorded), _now(event, recorded, stage=None)]


@_rows.register
def _(
    event: procedure.ConventionSubmittedForReview, recorded: Recorded
) -> Sequence[Change | Restore]:
    return [_now(event, recorded, stage=Stage.UNDER_REVIEW)]


@_rows.register
def _(event: procedure.SignatureRoundOpened, recorded: Recorded) -> Sequence[Change | Restore]:
    return [_now(event, recorded, stage=Stage.SIGNING)]


@_rows.register(procedure.SignatureRefused)
@_rows.register(procedure.SignatureRoundCancelled)
@_rows.register(procedure.SignatureRoundExpired)
@_rows.register(procedure.AvenantOpened)
def _draft(event: Fact, recorded: Recorded) -> Sequence[Change | Restore]:
    return [_now(event, recorded, stage=Stage.DRAFT)]


@_rows.register
def _(
    event: procedure.ConventionEnteredExecution, recorded: Recorded
) -> Sequence[Change | Restore]:
    return [_now(event, recorded, life=Life.RUNNING)]


@_rows.register
def _(event: procedure.AvenantAbandoned, recorded: Recorded) -> Sequence[Change | Restore]:
    content_tables = restored(event, PARTIES, ACTIONS, FUNDING, tenant=recorded.tenant)
    return [*content_tables, _now(event, recorded, stage=None)]


@_rows.register
def _(event: procedure.ConventionAbandoned, recorded: Recorded) -> Sequence[Change | Restore]:
    return [_now(event, recorded, life=Life.ABANDONED, stage=None)]


def _signed(
    event: procedure.ConventionSigned | procedure.AvenantSigned, recorded: Recorded
) -> Change:
    return changed(
        VERSIONS,
        _key(event, recorded, version_no=event.version_no),
        signed=True,
        signed_on=event.signed_on,
        effective_from=event.effective_from,
    )


def _now(event: Fact, recorded: Recorded, **values: object) -> Change:
    return changed(CONVENTIONS, _key(event, recorded), **values)


def _key(event: Fact, recorded: Recorded, **rest: object) -> dict[str, object]:
    return {"tenant": recorded.tenant, "convention_id": event.originator_id, **rest}


PROJECTION = Projection("national", 1, TABLES, rows)
