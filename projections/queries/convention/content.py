"""Which content of a convention is asked for: the working copy, a version, or that in force."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.errors import NotFound
from projections.queries.query import Rows, Seen

# What was frozen and then given up again keeps its row: without a round to come it is no version.
VERSIONS = """
SELECT v.version_no, v.act, v.content_hash, v.content_position, v.signed, v.signed_on,
       v.signed_precision, v.effective_from, v.paper, v.offices, v.evidence_sha256
FROM {versions} AS v JOIN {conventions} AS c USING (convention_id)
WHERE convention_id = %(convention_id)s AND (v.signed OR c.stage IN ('frozen', 'signing'))
ORDER BY v.version_no
"""
ENDS = "SELECT ends_on FROM {conventions} WHERE convention_id = %(convention_id)s"
STAGE = "SELECT stage FROM {conventions} WHERE convention_id = %(convention_id)s"
# What the other side has been given to read.
SUBMITTED = ("under_review", "frozen", "signing")
KNOWN = "SELECT 1 FROM {conventions} WHERE convention_id = %(convention_id)s"


class NoVersionInForce(NotFound):
    code = "no-version-in-force"


class NoSuchVersion(NotFound):
    code = "no-such-version"


def versions(rows: Rows, convention_id: UUID) -> list[dict[str, Any]]:
    return rows.all(VERSIONS, convention_id=convention_id)


def known(rows: Rows, convention_id: UUID) -> None:
    """Raises NotFound."""
    if not rows.all(KNOWN, convention_id=convention_id):
        raise NotFound("Cette convention n’existe pas.")


def chosen(
    rows: Rows,
    convention_id: UUID,
    *,
    version_no: int | None = None,
    in_force_on: date | None = None,
    seen: Seen = Seen.ALL,
) -> tuple[Rows, dict[str, Any] | None]:
    """The rows that hold the content, and its version; the working copy has none.

    A version that is named is shown, whether it applied on the day or not. Raises NotFound,
    NoSuchVersion or NoVersionInForce.
    """
    if version_no is None and in_force_on is None:
        return shown(rows, convention_id, seen)
    known(rows, convention_id)
    found = [version for version in versions(rows, convention_id) if version["signed"]]
    if version_no is not None:
        found = [version for version in found if version["version_no"] == version_no]
        if not found:
            raise NoSuchVersion(f"La version {version_no} n’existe pas.")
    elif in_force_on is not None:
        found = [version for version in found if version["effective_from"] <= in_force_on]
        if not found:
            raise NoVersionInForce("Aucune version n’était en vigueur ce jour-là.")
    content = rows.at(found[-1]["content_position"])
    if version_no is None and in_force_on is not None:
        _not_over(content, convention_id, in_force_on)
    return content, found[-1]


def shown(rows: Rows, convention_id: UUID, seen: Seen) -> tuple[Rows, dict[str, Any] | None]:
    """The working copy to who may see it as far as it has come; else the last signed version.

    Raises NotFound.
    """
    known(rows, convention_id)
    stage = rows.all(STAGE, convention_id=convention_id)[0]["stage"]
    if whole(stage, seen):
        return rows, None
    signed = [version for version in versions(rows, convention_id) if version["signed"]]
    if not signed:
        raise NotFound("Cette convention n’existe pas.")
    return rows.at(signed[-1]["content_position"]), signed[-1]


def whole(stage: str | None, seen: Seen) -> bool:
    """Whether the working copy is shown too, if there is one."""
    return seen is Seen.ALL or (seen is Seen.SUBMITTED and stage in SUBMITTED)


def _not_over(content: Rows, convention_id: UUID, day: date) -> None:
    """The version that begins last also says until when. Raises NoVersionInForce."""
    ends_on = content.all(ENDS, convention_id=convention_id)[0]["ends_on"]
    if day > ends_on:
        raise NoVersionInForce(f"La convention a pris fin le {ends_on.isoformat()}.")
