"""Everything about one convention."""

from datetime import date
from typing import Any
from uuid import UUID

from projections.queries.convention.content import chosen, shown, versions
from projections.queries.convention.funding import TOTALS, by_exercice
from projections.queries.convention.moments import act
from projections.queries.convention.standing import standing
from projections.queries.convention.stream import stream_version
from projections.queries.query import Query, Rows, Seen
from projections.tenant.actions import ACTIONS
from projections.tenant.content import ARTICLES, CEILINGS, PARTIES, SIGNATORIES, VOLETS
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.funding import FUNDING_LINES
from projections.tenant.versions import VERSIONS
from projections.trail.audit import TRAIL

ONE = "SELECT * FROM {conventions} WHERE convention_id = %(convention_id)s"
OF_CONTENT = ("title", "starts_on", "ends_on", "territory_codes", "axes")
OF_WORKING_COPY = (
    "stage",
    "avenant_no",
    "avenant_kind",
    "state_agreed_hash",
    "departement_agreed_hash",
    "state_author_alone",
    "departement_author_alone",
)
PARTS = {
    "parties": "SELECT organization_id, side FROM {parties}"
    " WHERE convention_id = %(convention_id)s ORDER BY side DESC, organization_id",
    "signatories": "SELECT signatory_id, office, side, organization_id, required, rank, joining_id"
    " FROM {signatories} WHERE convention_id = %(convention_id)s ORDER BY rank, signatory_id",
    "volets": "SELECT code, title, starts_on, ends_on FROM {volets}"
    " WHERE convention_id = %(convention_id)s ORDER BY code",
    "articles": "SELECT no, title, text FROM {articles}"
    " WHERE convention_id = %(convention_id)s ORDER BY no",
    "ceilings": "SELECT exercice, amount_cents FROM {ceilings}"
    " WHERE convention_id = %(convention_id)s ORDER BY exercice",
}


def told(
    row: dict[str, Any], content: Rows, version: dict[str, Any] | None, seen: Seen
) -> dict[str, Any]:
    """Nothing of a working copy that is not shown."""
    if seen is Seen.ALL or version is None:
        return row
    then = content.all(ONE, convention_id=row["convention_id"])[0]
    return row | {name: then[name] for name in OF_CONTENT} | dict.fromkeys(OF_WORKING_COPY)


def detail(
    rows: Rows,
    *,
    convention_id: UUID,
    version_no: int | None = None,
    in_force_on: date | None = None,
    seen: Seen = Seen.ALL,
    day: date,
) -> dict[str, Any]:
    """Raises NotFound."""
    content, version = chosen(
        rows, convention_id, version_no=version_no, in_force_on=in_force_on, seen=seen
    )
    row = told(rows.all(ONE, convention_id=convention_id)[0], content, version, seen)
    shown_no = version["version_no"] if version else None
    parts = {
        name: content.all(statement, convention_id=convention_id)
        for name, statement in PARTS.items()
    }
    totals = content.all(TOTALS, convention_id=convention_id)
    return {
        **row,
        "stream_version": stream_version(rows, convention_id, seen),
        "standing": standing(act(rows, convention_id), in_force_on or day, shown_no, seen),
        "version": version,
        **parts,
        "exercices": by_exercice(totals),
    }


def all_versions(
    rows: Rows,
    *,
    convention_id: UUID,
    in_force_on: date | None = None,
    seen: Seen = Seen.ALL,
    day: date,
) -> list[dict[str, Any]]:
    """All of them, whether they applied on the day or not."""
    shown(rows, convention_id, seen)
    found = versions(rows, convention_id)
    if seen is Seen.SIGNED:
        found = [one for one in found if one["signed"]]
    known, on = act(rows, convention_id), in_force_on or day
    return [{**one, "standing": standing(known, on, one["version_no"], seen)} for one in found]


MONEY = (FUNDING_LINES, ACTIONS, PARTIES)

CONVENTION = Query(
    "read_convention",
    (CONVENTIONS, VERSIONS, TRAIL, SIGNATORIES, VOLETS, ARTICLES, CEILINGS, *MONEY),
    detail,
    bounded=True,
    dated=True,
)
CONVENTION_VERSIONS = Query(
    "read_versions", (CONVENTIONS, VERSIONS), all_versions, bounded=True, dated=True
)
