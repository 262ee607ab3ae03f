"""The conventions, and how far each has come."""

from functools import singledispatch

from domain.convention.facts import procedure
from domain.convention.facts.base import ConventionDrafted, Fact
from domain.convention.stage import Life, Stage
from projections.change import Change, Projection, Recorded, Table, added, changed

CONVENTIONS = Table(
    name="conventions",
    key={"convention_id": "uuid"},
    values={
        "kind": "text",
        "title": "text",
        "starts_on": "date",
        "ends_on": "date",
        "territory_codes": "json",
        "axes": "json",
        "rules_version": "text",
        "predecessor_id": "uuid",
        "paper": "boolean",
        "life": "text",
        "stage": "text",
        "version_no": "bigint",
        "avenant_no": "bigint",
        "avenant_kind": "text",
        "state_agreed_hash": "text",
        "departement_agreed_hash": "text",
        "state_author_alone": "boolean",
        "departement_author_alone": "boolean",
    },
)

NO_AGREEMENT = {
    "state_agreed_hash": None,
    "departement_agreed_hash": None,
    "state_author_alone": None,
    "departement_author_alone": None,
}
NO_WORKING_COPY = {"stage": None, "avenant_no": None, "avenant_kind": None, **NO_AGREEMENT}


def rows(recorded: Recorded) -> list[Change]:
    return _rows(recorded.event)


@singledispatch
def _rows(_event: object) -> list[Change]:
    return []


@_rows.register
def _(event: ConventionDrafted) -> list[Change]:
    drafted = added(
        CONVENTIONS,
        {"convention_id": event.originator_id},
        kind=event.kind,
        title=event.title,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        territory_codes=event.territory_codes,
        axes=event.axes,
        rules_version=event.rules_version,
        predecessor_id=event.predecessor_id,
        paper=event.paper,
        life=Life.PREPARING,
        stage=Stage.PAPER if event.paper else Stage.DRAFT,
    )
    return [drafted]


@_rows.register
def _(event: procedure.ConventionSubmittedForReview) -> list[Change]:
    return _now(event, stage=Stage.UNDER_REVIEW)


@_rows.register
def _(event: procedure.ConventionAgreedBySide) -> list[Change]:
    agreed = {f"{event.side}_agreed_hash": event.content_hash}
    return _now(event, **agreed, **{f"{event.side}_author_alone": False})


@_rows.register
def _(event: procedure.AgreementGivenByAuthorAlone) -> list[Change]:
    return _now(event, **{f"{event.side}_author_alone": True})


@_rows.register
def _(event: procedure.VersionFrozen) -> list[Change]:
    return _now(event, stage=Stage.FROZEN)


@_rows.register
def _(event: procedure.VersionImported) -> list[Change]:
    return _now(event, life=Life.RUNNING, version_no=event.version_no)


@_rows.register
def _(event: procedure.SignatureRoundOpened) -> list[Change]:
    return _now(event, stage=Stage.SIGNING)


@_rows.register(procedure.ReviewReturned)
@_rows.register(procedure.SignatureRefused)
@_rows.register(procedure.SignatureRoundCancelled)
@_rows.register(procedure.SignatureRoundExpired)
def _back_to_draft(event: Fact) -> list[Change]:
    return _now(event, stage=Stage.DRAFT, **NO_AGREEMENT)


@_rows.register
def _(event: procedure.ConventionSigned) -> list[Change]:
    return _now(event, life=Life.SIGNED, version_no=event.version_no, **NO_WORKING_COPY)


@_rows.register
def _(event: procedure.ConventionEnteredExecution) -> list[Change]:
    return _now(event, life=Life.RUNNING)


@_rows.register
def _(event: procedure.AvenantOpened) -> list[Change]:
    return _now(event, stage=Stage.DRAFT, avenant_no=event.avenant_no, avenant_kind=event.kind)


@_rows.register
def _(event: procedure.AvenantAbandoned) -> list[Change]:
    return _now(event, **NO_WORKING_COPY)


@_rows.register
def _(event: procedure.AvenantSigned) -> list[Change]:
    return _now(event, version_no=event.version_no, **NO_WORKING_COPY)


@_rows.register
def _(event: procedure.ConventionAbandoned) -> list[Change]:
    return _now(event, life=Life.ABANDONED, **NO_WORKING_COPY)


def _now(event: Fact, **values: object) -> list[Change]:
    return [changed(CONVENTIONS, {"convention_id": event.originator_id}, **values)]


PROJECTION = Projection("conventions", 2, (CONVENTIONS,), rows)
