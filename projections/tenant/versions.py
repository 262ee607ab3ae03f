"""The versions that were frozen and signed, from when each applies and what it said.

`content_position`: the content of a version is what the other tables said at that position.
"""

from functools import singledispatch

from domain.convention.facts import procedure
from domain.convention.facts.base import Fact
from domain.dates import Precision
from projections.change import Change, Projection, Recorded, Table, changed, opened

VERSIONS = Table(
    name="versions",
    key={"convention_id": "uuid", "version_no": "bigint"},
    values={
        "act": "text",
        "content_hash": "text",
        "content_position": "bigint",
        "signed": "boolean",
        "signed_on": "date",
        "signed_precision": "text",
        "effective_from": "date",
        "paper": "boolean",
        "offices": "json",
        "evidence_sha256": "text",
    },
)


def rows(recorded: Recorded) -> list[Change]:
    return _rows(recorded.event, recorded.position)


@singledispatch
def _rows(_event: object, _position: int) -> list[Change]:
    return []


@_rows.register
def _(event: procedure.VersionFrozen, position: int) -> list[Change]:
    frozen = opened(
        VERSIONS,
        _key(event, event.version_no),
        act=event.act,
        content_hash=event.content_hash,
        content_position=position,
        signed=False,
        effective_from=event.effective_from,
        paper=False,
    )
    return [frozen]


@_rows.register
def _(event: procedure.VersionImported, position: int) -> list[Change]:
    imported = opened(
        VERSIONS,
        _key(event, event.version_no),
        act=event.act,
        content_hash=event.content_hash,
        content_position=position,
        signed=True,
        signed_on=event.signed_on,
        signed_precision=event.precision,
        effective_from=event.effective_from,
        paper=True,
        offices=event.offices,
        evidence_sha256=event.evidence_sha256,
    )
    return [imported]


@_rows.register(procedure.ConventionSigned)
@_rows.register(procedure.AvenantSigned)
def _signed(
    event: procedure.ConventionSigned | procedure.AvenantSigned, position: int
) -> list[Change]:
    del position
    signed = changed(
        VERSIONS,
        _key(event, event.version_no),
        signed=True,
        signed_on=event.signed_on,
        signed_precision=Precision.DAY,
        effective_from=event.effective_from,
    )
    return [signed]


def _key(event: Fact, version_no: int) -> dict[str, object]:
    return {"convention_id": event.originator_id, "version_no": version_no}


PROJECTION = Projection("versions", 1, (VERSIONS,), rows)
