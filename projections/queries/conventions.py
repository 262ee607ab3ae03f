"""The list of conventions, and everything about one of them."""

from datetime import date
from typing import Any
from uuid import UUID

from projections.queries.content import chosen, shown, versions
from projections.queries.funding import TOTALS, by_exercice
from projections.queries.query import Own, Query, Rows, Seen
from projections.queries.standing import stream_version
from projections.tenant.actions import ACTIONS
from projections.tenant.content import ARTICLES, CEILINGS, PARTIES, SIGNATORIES, VOLETS
from projections.tenant.conventions import CONVENTIONS
from projections.tenant.funding import FUNDING_LINES
from projections.tenant.versions import VERSIONS
from projections.trail.audit import TRAIL

LIST = """
SELECT c.*,
  (SELECT count(*) FROM {actions} AS a
   WHERE a.convention_id = c.convention_id AND NOT a.withdrawn) AS actions_count
FROM {conventions} AS c
WHERE (%(kind)s::text IS NULL OR c.kind = %(kind)s)
  AND (%(life)s::text IS NULL OR c.life = %(life)s)
  AND (%(after)s::uuid IS NULL OR c.convention_id > %(after)s)
  AND (%(convention_ids)s::uuid[] IS NULL OR c.convention_id = ANY (%(convention_ids)s))
  AND (%(seen)s = 'all' OR c.version_no IS NOT NULL
    OR %(seen)s = 'submitted' AND c.stage IN ('under_review', 'frozen', 'signing'))
ORDER BY c.convention_id LIMIT %(limit)s
"""
AMOUNTS = """
SELECT l.convention_id, l.exercice, coalesce(p.side, 'partner') AS side,
       sum(l.amount_cents)::bigint AS amount_cents
FROM {funding_lines} AS l
LEFT JOIN {actions} AS a USING (convention_id, action_id)
LEFT JOIN {parties} AS p ON p.convention_id = l.convention_id AND p.organization_id = l.funder_id
WHERE l.convention_id = ANY (%(ids)s) AND NOT coalesce(a.withdrawn, false)
GROUP BY 1, 2, 3 ORDER BY 1, 2 NULLS FIRST, 3
"""
ONE = "SELECT * FROM {conventions} WHERE convention_id = %(convention_id)s"
COUNT = (
    "SELECT count(*) AS actions_count FROM {actions}"
    " WHERE convention_id = %(convention_id)s AND NOT withdrawn"
)
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


def page(
    rows: Rows,
    *,
    kind: str | None = None,
    life: str | None = None,
    own: Own | None = None,
    seen: Seen = Seen.ALL,
    after: UUID | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """With the amounts of each exercice; `after` is the last convention_id of the page before."""
    ids = list(own.convention_ids) if own else None
    asked = {"kind": kind, "life": life, "convention_ids": ids, "seen": seen}
    found = rows.all(LIST, **asked, after=after, limit=limit)
    if seen is not Seen.ALL:
        return [_bounded(rows, row, seen) for row in found]
    amounts: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows.all(AMOUNTS, ids=[row["convention_id"] for row in found]):
        amounts.setdefault(row["convention_id"], []).append(row)
    return [
        {**row, "exercices": by_exercice(amounts.get(row["convention_id"], []))} for row in found
    ]


def _bounded(rows: Rows, row: dict[str, Any], seen: Seen) -> dict[str, Any]:
    """What stands in the list for somebody who does not see every working copy."""
    convention_id = row["convention_id"]
    content, version = shown(rows, convention_id, seen)
    count = content.all(COUNT, convention_id=convention_id)[0]["actions_count"]
    totals = content.all(TOTALS, convention_id=convention_id)
    told = _told(row, content, version, seen)
    return {**told, "actions_count": count, "exercices": by_exercice(totals)}


def _told(
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
) -> dict[str, Any]:
    """Raises NotFound."""
    content, version = chosen(
        rows, convention_id, version_no=version_no, in_force_on=in_force_on, seen=seen
    )
    row = _told(rows.all(ONE, convention_id=convention_id)[0], content, version, seen)
    parts = {
        name: content.all(statement, convention_id=convention_id)
        for name, statement in PARTS.items()
    }
    totals = content.all(TOTALS, convention_id=convention_id)
    return {
        **row,
        "stream_version": stream_version(rows, convention_id, seen),
        "version": version,
        **parts,
        "exercices": by_exercice(totals),
    }


def all_versions(rows: Rows, *, convention_id: UUID, seen: Seen = Seen.ALL) -> list[dict[str, Any]]:
    shown(rows, convention_id, seen)
    found = versions(rows, convention_id)
    return [one for one in found if one["signed"]] if seen is Seen.SIGNED else found


MONEY = (FUNDING_LINES, ACTIONS, PARTIES)

CONVENTION_LIST = Query("read_conventions", (CONVENTIONS, VERSIONS, *MONEY), page, bounded=True)
CONVENTION = Query(
    "read_convention",
    (CONVENTIONS, VERSIONS, TRAIL, SIGNATORIES, VOLETS, ARTICLES, CEILINGS, *MONEY),
    detail,
    bounded=True,
)
CONVENTION_VERSIONS = Query("read_versions", (CONVENTIONS, VERSIONS), all_versions, bounded=True)
