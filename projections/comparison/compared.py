"""Two contents found, compared and explained."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.comparison.comparison import Comparison
from domain.comparison.lines import Content
from projections.comparison.causes import Causes
from projections.comparison.points import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One content: whose, which, as of which position. `version` None: it is no frozen one.

    `organizations`: the names of those it speaks of, by id. `standing`: whether it applies.
    """

    convention_id: UUID
    point: Point
    position: int
    version: Mapping[str, Any] | None
    content: Content
    organizations: Mapping[str, str]
    standing: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """`causes` and `events` are empty where nothing of an act was changed by anybody.

    `events`: those that `causes` names, for who may read the audit trail. `departements`: the codes
    of the two, where there are two.
    """

    old: Held
    new: Held
    comparison: Comparison
    causes: Causes = field(default_factory=dict)
    events: tuple[Mapping[str, Any], ...] = ()
    departements: tuple[str, str] | None = None

    @property
    def organizations(self) -> dict[str, str]:
        return {**self.old.organizations, **self.new.organizations}
