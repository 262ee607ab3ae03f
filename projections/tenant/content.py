"""What an act says, besides its actions and its money."""

from collections.abc import Sequence
from functools import singledispatch

from domain.convention.facts import content, procedure
from domain.convention.facts.base import Fact
from projections.change import Change, Projection, Recorded, Restore, Table, added, opened

PARTIES = Table(
    name="parties",
    key={"convention_id": "uuid", "organization_id": "uuid"},
    values={"side": "text"},
)
SIGNATORIES = Table(
    name="signatories",
    key={"convention_id": "uuid", "signatory_id": "uuid"},
    values={
        "office": "text",
        "side": "text",
        "organization_id": "uuid",
        "required": "boolean",
        "rank": "bigint",
        "joining_id": "uuid",
    },
)
VOLETS = Table(
    name="volets",
    key={"convention_id": "uuid", "code": "text"},
    values={"title": "text", "starts_on": "date", "ends_on": "date"},
)
ARTICLES = Table(
    name="articles",
    key={"convention_id": "uuid", "no": "bigint"},
    values={"title": "text", "text": "text"},
    rewritten=True,
)
CEILINGS = Table(
    name="ceilings",
    key={"convention_id": "uuid", "exercice": "bigint"},
    values={"amount_cents": "bigint"},
    rewritten=True,
)
TABLES = (PARTIES, SIGNATORIES, VOLETS, ARTICLES, CEILINGS)

AVENANT_OPENED = "convention.avenant_opened"


def rows(recorded: Recorded) -> Sequence[Change | Restore]:
    return _rows(recorded.event)


def restored(event: Fact, *tables: Table, **more: str) -> Sequence[Change | Restore]:
    """The content as it was when the avenant was opened, which is what is in force."""
    group = {**more, "convention_id": event.originator_id}
    return [Restore(table, group, event.originator_id, AVENANT_OPENED) for table in tables]


@singledispatch
def _rows(_event: object) -> Sequence[Change | Restore]:
    return []


@_rows.register
def _(event: content.PartyAdded) -> Sequence[Change | Restore]:
    key = {"convention_id": event.originator_id, "organization_id": event.organization_id}
    return [added(PARTIES, key, side=event.side)]


@_rows.register
def _(event: content.SignatoryDesignated) -> Sequence[Change | Restore]:
    designated = added(
        SIGNATORIES,
        {"convention_id": event.originator_id, "signatory_id": event.signatory_id},
        office=event.office,
        side=event.side,
        organization_id=event.organization_id,
        required=event.required,
        rank=event.order,
        joining_id=event.joining_id,
    )
    return [designated]


@_rows.register
def _(event: content.VoletDefined) -> Sequence[Change | Restore]:
    defined = added(
        VOLETS,
        {"convention_id": event.originator_id, "code": event.code},
        title=event.title,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
    )
    return [defined]


@_rows.register
def _(event: content.ArticleSet) -> Sequence[Change | Restore]:
    key = {"convention_id": event.originator_id, "no": event.no}
    return [opened(ARTICLES, key, title=event.title, text=event.text)]


@_rows.register
def _(event: content.CeilingSet) -> Sequence[Change | Restore]:
    key = {"convention_id": event.originator_id, "exercice": event.exercice}
    return [opened(CEILINGS, key, amount_cents=event.amount_cents)]


@_rows.register
def _(event: procedure.AvenantAbandoned) -> Sequence[Change | Restore]:
    return restored(event, *TABLES)


PROJECTION = Projection("content", 1, TABLES, rows)
