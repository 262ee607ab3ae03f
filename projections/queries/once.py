"""Rows that answer the same question once, within one answer."""

from dataclasses import dataclass, field
from typing import Any

from projections.queries.query import Rows

Key = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Once:
    """Who asks changes nothing of what it is given: others are given the same."""

    rows: Rows
    known: dict[Key, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def position(self) -> int:
        return self.rows.position

    def all(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        key = statement, self.rows.position, repr(sorted(parameters.items()))
        if key not in self.known:
            self.known[key] = self.rows.all(statement, **parameters)
        return self.known[key]

    def at(self, position: int) -> "Once":
        return Once(self.rows.at(position), self.known)
