"""What the events of a log give: versions and money of each convention, by the domain's own fold.

The verifier has a fold of its own and never saw this one: what both say is what the events say.
"""

from collections import Counter, defaultdict
from typing import Any
from uuid import UUID

from domain.convention.convention import Convention
from domain.convention.signature import Side
from domain.convention.terms import Terms
from domain.convention.version import Version
from infra.store.events.mapper import to_event
from infra.store.events.stored import Entry

OURS = f"{Convention.TOPIC}."


class Fold:
    """Row by row, in the order of positions. `unreadable`: what could not be folded, and where."""

    def __init__(self) -> None:
        self._acts: dict[UUID, Convention] = {}
        self._versions: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
        self._unreadable: list[int] = []

    def apply(self, row: Entry) -> None:
        if not row.topic.startswith(OURS):
            return
        try:
            self._fold(row)
        except Exception:  # noqa: BLE001 - an auditor is given what was made unreadable, too
            self._unreadable.append(row.position)

    def state(self, position: int) -> dict[str, Any]:
        acts = sorted(self._acts.items(), key=lambda item: str(item[0]))
        return {
            "conventions": [self._shown(key, act) for key, act in acts],
            "position": position,
            "unreadable": self._unreadable,
        }

    def _fold(self, row: Entry) -> None:
        act = to_event(row).mutate(self._acts.get(row.originator_id))
        if not isinstance(act, Convention):
            raise TypeError(row.topic)
        self._acts[row.originator_id] = act
        known = self._versions[row.originator_id]
        if act.in_force and len(act.versions) > len(known):
            known.append(_version(act.versions[-1]) | {"totals": _totals(act.in_force)})

    def _shown(self, key: UUID, act: Convention) -> dict[str, Any]:
        return {
            "convention_id": key,
            "current": _totals(act.terms),
            "kind": act.rules.kind,
            "title": act.terms.title,
            "versions": self._versions[key],
        }


def _version(version: Version) -> dict[str, Any]:
    names = ("no", "act", "content_hash", "signed_on", "effective_from")
    return {name: getattr(version, name) for name in names}


def _totals(terms: Terms) -> dict[str, Any]:
    """Cents, by exercice and funder, and by exercice and side; lines of withdrawn actions not."""
    kept = {None, *(key for key, action in terms.actions.items() if not action.withdrawn)}
    funders: Counter[tuple[int | None, str]] = Counter()
    sides: Counter[tuple[int | None, str]] = Counter()
    for line in terms.funding.values():
        if line.action_id in kept:
            side = terms.parties.get(line.funder_id, Side.PARTNER)
            funders[line.exercice, str(line.funder_id)] += line.amount_cents
            sides[line.exercice, side.value] += line.amount_cents
    return {"funders": _rows(funders, "funder_id"), "sides": _rows(sides, "side")}


def _rows(sums: Counter[tuple[int | None, str]], name: str) -> list[dict[str, Any]]:
    ordered = sorted(sums, key=lambda key: (key[0] or 0, key[1]))
    return [{"cents": sums[key], "exercice": key[0], name: key[1]} for key in ordered]
