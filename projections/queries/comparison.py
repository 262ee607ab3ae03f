"""What differs between two versions, moments or exercices of a convention."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.comparison.comparing import compare, compare_departements, compare_exercices
from domain.comparison.comparison import Between
from domain.comparison.lines import NOTHING, Content
from projections.comparison.causes import causes, named, told
from projections.comparison.compared import Compared, Held
from projections.comparison.contents import contents
from projections.comparison.points import (
    LAST_SIGNED,
    PROPOSED,
    WORKING,
    Point,
    Which,
    between,
    stood,
)
from projections.comparison.stood import TABLES
from projections.comparison.things import of_amount, of_line
from projections.queries.convention.moments import Act, act
from projections.queries.convention.standing import Code, standing
from projections.queries.once import Once
from projections.queries.query import Query, Rows, Seen, Unanswerable
from projections.tenant.registry import ORGANIZATIONS
from projections.tenant.versions import VERSIONS
from projections.trail.audit import TRAIL

NAMES = """
SELECT organization_id::text, coalesce(short_name, legal_name) AS name FROM {organizations}
WHERE organization_id = ANY (%(ids)s::uuid[])
"""
NOT_KEPT = "Avenant proposé, qui ne s’applique pas."


class InvalidExercices(Unanswerable):
    code = "invalid-exercices"


def held(
    rows: Rows,
    *,
    convention_id: UUID,
    point: Point,
    in_force_on: date | None = None,
    seen: Seen = Seen.ALL,
    day: date,
) -> Held:
    """`in_force_on`: the day by which it is judged. Raises what `stood` raises."""
    return _both(rows, convention_id, (point, point), in_force_on or day, seen)[0]


def _both(
    rows: Rows, convention_id: UUID, points: tuple[Point, Point], day: date, seen: Seen
) -> list[Held]:
    """Whatever both need is asked once."""
    once = Once(rows)
    (first, one), (second, other) = (stood(once, convention_id, each, seen) for each in points)
    said = contents(rows, convention_id, first.position, second.position)
    names = _names(once, *said)
    return [
        Held(
            convention_id=convention_id,
            point=point,
            position=found.position,
            version=version,
            content=content,
            organizations=names,
            standing=standing(_act(once, convention_id, point), day, _number(version), seen),
        )
        for point, found, version, content in zip(
            points, (first, second), (one, other), said, strict=True
        )
    ]


def _number(version: dict[str, Any] | None) -> int | None:
    return version["version_no"] if version else None


def _act(rows: Rows, convention_id: UUID, point: Point) -> Act:
    """As it was known at the position that is compared, or is known now."""
    return act(rows.at(point.number) if point.which is Which.POSITION else rows, convention_id)


def compared(
    rows: Rows,
    *,
    convention_id: UUID,
    old: Point = LAST_SIGNED,
    new: Point = WORKING,
    trail: bool = True,
    in_force_on: date | None = None,
    seen: Seen = Seen.ALL,
    day: date,
) -> Compared:
    """`trail`: whether who asks may read what the events say. Raises what `held` raises."""
    was, now = _both(rows, convention_id, (old, new), in_force_on or day, seen)
    found = compare(was.content, now.content, between(old, new))
    things = [thing for line in found.lines for thing in of_line(line)]
    things += map(of_amount, found.amounts)
    made = causes(rows, convention_id, things, was.position, now.position)
    return Compared(
        old=was,
        new=now,
        comparison=found,
        causes=made,
        events=told(rows, named(found, made)) if trail else (),
    )


def exercices(
    rows: Rows,
    *,
    convention_id: UUID,
    old: int | None = None,
    new: int | None = None,
    point: Point = LAST_SIGNED,
    **judged: Any,
) -> Compared:
    """Two years of one content. Raises InvalidExercices, NoSuchExercice, what `held` raises."""
    if old is None or new is None:
        raise InvalidExercices("Deux exercices sont attendus : from et to.")
    found = held(rows, convention_id=convention_id, point=point, **judged)
    return Compared(old=found, new=found, comparison=compare_exercices(found.content, old, new))


def proposed(
    rows: Rows, *, convention_id: UUID, content: Content, base: Point, **judged: Any
) -> Compared:
    """What it starts from, and a content that no log holds: nothing made it yet, and nobody.

    Raises what `held` raises.
    """
    was = held(rows, convention_id=convention_id, point=base, **judged)
    standing = {**was.standing, "code": Code.PROPOSED, "text": NOT_KEPT}
    now = replace(
        was,
        point=PROPOSED,
        version=None,
        content=content,
        organizations=_names(rows, content),
        standing=standing,
    )
    return Compared(old=was, new=now, comparison=compare(was.content, content, Between.PROPOSAL))


def across(old: Held, new: Held, departements: tuple[str, str]) -> Compared:
    """The same kind in two départements, by their codes. Raises OtherKind."""
    found = compare_departements(old.content, new.content)
    return Compared(old=old, new=new, comparison=found, departements=departements)


def _names(rows: Rows, *contents: Content) -> dict[str, str]:
    ids = set().union(*map(_named, contents))
    found = rows.all(NAMES, ids=sorted(ids))
    return {row["organization_id"]: row["name"] for row in found}


def _named(said: Content) -> set[str]:
    ids = set(said.get("parties", NOTHING))
    ids |= {slot["organization_id"] for slot in said.get("signatories", NOTHING).values()}
    for action in said.get("actions", NOTHING).values():
        ids.update(action.get("operator_ids", ()))
    return ids


def _position(rows: Rows) -> int:
    return rows.position


READ = (*TABLES, VERSIONS, ORGANIZATIONS, TRAIL)

MOMENT = Query("read_comparison", READ, _position)
HELD = Query("read_comparison", READ, held, bounded=True, dated=True)
COMPARED = Query("read_comparison", READ, compared, bounded=True, trail=True, dated=True)
TRIED = Query("read_comparison", READ, proposed, bounded=True, dated=True)
EXERCICES = Query("read_comparison", READ, exercices, bounded=True, dated=True)
