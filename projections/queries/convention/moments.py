"""What was known of conventions at positions of the log, for many of them in one question each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from projections.queries.query import Rows

# A convention and a position.
Moment = tuple[UUID, int]

ACTS = """
SELECT s.convention_id, s.at, c.life, c.stage, v.version_no, v.effective_from, v.content_position,
       said.ends_on
FROM unnest(%(conventions)s::uuid[], %(positions)s::bigint[]) AS s (convention_id, at)
JOIN {conventions_ever} AS c ON c.convention_id = s.convention_id
  AND c.from_position <= s.at AND (c.to_position IS NULL OR c.to_position > s.at)
LEFT JOIN {versions_ever} AS v ON v.convention_id = s.convention_id AND v.signed
  AND v.from_position <= s.at AND (v.to_position IS NULL OR v.to_position > s.at)
LEFT JOIN {conventions_ever} AS said ON said.convention_id = v.convention_id
  AND said.from_position <= v.content_position
  AND (said.to_position IS NULL OR said.to_position > v.content_position)
ORDER BY s.at, s.convention_id, v.version_no
"""
TOTALS = """
SELECT s.convention_id, s.at, l.exercice, coalesce(p.side, 'partner') AS side,
       sum(l.amount_cents)::bigint AS amount_cents
FROM unnest(%(conventions)s::uuid[], %(positions)s::bigint[]) AS s (convention_id, at)
JOIN {funding_lines_ever} AS l ON l.convention_id = s.convention_id
  AND int8range(l.from_position, l.to_position) @> s.at
LEFT JOIN {actions_ever} AS a ON a.convention_id = l.convention_id AND a.action_id = l.action_id
  AND int8range(a.from_position, a.to_position) @> s.at
LEFT JOIN {parties_ever} AS p ON p.convention_id = l.convention_id
  AND p.organization_id = l.funder_id
  AND p.from_position <= s.at AND (p.to_position IS NULL OR p.to_position > s.at)
WHERE NOT coalesce(a.withdrawn, false)
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3 NULLS FIRST, 4
"""


@dataclass(frozen=True, slots=True)
class Signed:
    """A version that both sides signed. `ends_on`: until when what it says applies."""

    no: int
    effective_from: date
    ends_on: date
    content_position: int


@dataclass(frozen=True, slots=True)
class Act:
    """`stage`: of the working copy; None: there is none."""

    life: str
    stage: str | None
    versions: tuple[Signed, ...]

    def applying(self, day: date) -> Signed | None:
        """The last version that has begun, unless what it says is over."""
        begun = self.begun(day)
        return begun if begun and day <= begun.ends_on else None

    def begun(self, day: date) -> Signed | None:
        return next((one for one in reversed(self.versions) if one.effective_from <= day), None)


def acts(rows: Rows, moments: Iterable[Moment]) -> dict[Moment, Act]:
    """Those that were known by then."""
    found: dict[Moment, list[dict[str, Any]]] = {}
    for row in rows.all(ACTS, **_arrays(moments)):
        found.setdefault((row["convention_id"], row["at"]), []).append(row)
    return {
        moment: Act(
            life=each[0]["life"],
            stage=each[0]["stage"],
            versions=tuple(
                Signed(
                    row["version_no"],
                    row["effective_from"],
                    row["ends_on"],
                    row["content_position"],
                )
                for row in each
                if row["version_no"] is not None
            ),
        )
        for moment, each in found.items()
    }


def act(rows: Rows, convention_id: UUID) -> Act:
    """Of one that is known to stand there."""
    moment = convention_id, rows.position
    return acts(rows, [moment])[moment]


def totals(rows: Rows, moments: Iterable[Moment]) -> dict[Moment, list[dict[str, Any]]]:
    """Amounts by exercice and side; a content without any is left out."""
    found: dict[Moment, list[dict[str, Any]]] = {}
    for row in rows.all(TOTALS, **_arrays(moments)):
        found.setdefault((row["convention_id"], row["at"]), []).append(row)
    return found


def _arrays(moments: Iterable[Moment]) -> dict[str, list[Any]]:
    known = sorted(set(moments))
    return {
        "conventions": [convention_id for convention_id, _ in known],
        "positions": [position for _, position in known],
    }
