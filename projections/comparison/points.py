"""Which content is meant: a version, by its number or its day, the working copy, a moment."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.comparison.comparison import Between
from domain.errors import Invalid, NotFound
from projections.queries.convention.content import (
    STAGE,
    NoVersionInForce,
    chosen,
    known,
    shown,
    versions,
)
from projections.queries.query import BeyondHead, Rows, Seen

FORM = re.compile(
    r"(?P<version>[1-9][0-9]{0,3})|@(?P<position>[1-9][0-9]{0,15})"
    r"|(?P<day>(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2})|working|last_signed"
)


EXPECTED = "Un numéro de version est attendu, ou last_signed, working, un jour, @position."


class InvalidPoint(Invalid):
    code = "invalid-point"


class NoWorkingCopy(NotFound):
    """There is none, or not for this reader."""

    code = "no-working-copy"


class Which(StrEnum):
    VERSION = "version"
    LAST_SIGNED = "last_signed"
    WORKING = "working"
    POSITION = "position"
    DAY = "day"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Point:
    """`number`: of the version, the position of the log, or the ordinal of the day."""

    which: Which
    number: int = 0

    @classmethod
    def parse(cls, text: str) -> "Point":
        """Read `2`, `2020-01-31`, `last_signed`, `working` or `@1234`. Raises InvalidPoint."""
        found = FORM.fullmatch(text)
        if found is None:
            raise InvalidPoint(EXPECTED)
        if found["day"]:
            return cls(Which.DAY, _ordinal(found["day"]))
        for which in (Which.VERSION, Which.POSITION):
            if found[which]:
                return cls(which, int(found[which]))
        return cls(Which(text))

    def __str__(self) -> str:
        """As `parse` reads it."""
        if self.which is Which.VERSION:
            return str(self.number)
        if self.which is Which.POSITION:
            return f"@{self.number}"
        day = self.which is Which.DAY
        return date.fromordinal(self.number).isoformat() if day else self.which.value


def _ordinal(day: str) -> int:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError as error:
        raise InvalidPoint(EXPECTED) from error


LAST_SIGNED, WORKING = Point(Which.LAST_SIGNED), Point(Which.WORKING)
# What no log holds: a dry run made it.
PROPOSED = Point(Which.PROPOSED)


def between(old: Point, new: Point) -> Between:
    kinds = {old.which, new.which}
    if Which.POSITION in kinds:
        return Between.MOMENTS
    if Which.PROPOSED in kinds:
        return Between.PROPOSAL
    return Between.WORKING_COPY if Which.WORKING in kinds else Between.VERSIONS


def stood(
    rows: Rows, convention_id: UUID, point: Point, seen: Seen
) -> tuple[Rows, dict[str, Any] | None]:
    """The rows that hold the content, and its version; a working copy has none.

    Raises NotFound, NoSuchVersion, NoVersionInForce, NoWorkingCopy, BeyondHead.
    """
    if point.which is Which.VERSION:
        return chosen(rows, convention_id, version_no=point.number, seen=seen)
    if point.which is Which.DAY:
        day = date.fromordinal(point.number)
        return chosen(rows, convention_id, in_force_on=day, seen=seen)
    if point.which is Which.POSITION:
        return _by_then(rows, convention_id, point.number, seen)
    if point.which is Which.WORKING:
        return _working_copy(rows, convention_id, seen)
    known(rows, convention_id)
    signed = [version for version in versions(rows, convention_id) if version["signed"]]
    if not signed:
        raise NoVersionInForce("Aucune version de cette convention n’est signée.")
    return rows.at(signed[-1]["content_position"]), signed[-1]


def _by_then(
    rows: Rows, convention_id: UUID, position: int, seen: Seen
) -> tuple[Rows, dict[str, Any] | None]:
    if position > rows.position:
        raise BeyondHead(f"Le journal n’est lu que jusqu’à la position {rows.position}.")
    return shown(rows.at(position), convention_id, seen)


def _working_copy(
    rows: Rows, convention_id: UUID, seen: Seen
) -> tuple[Rows, dict[str, Any] | None]:
    content, version = shown(rows, convention_id, seen)
    stage = rows.all(STAGE, convention_id=convention_id)[0]["stage"]
    if version is not None or stage is None:
        raise NoWorkingCopy("Aucun projet n’est en cours, ou il ne vous est pas ouvert.")
    return content, None
