"""The canonical content of a convention from its rows: in one question, however long the log is.

The same as `domain.convention.content` folds from the log, down to its hash. The server writes the
JSON: rows that became objects first took ten times as long. What stands in two contents is written,
read and held once.
"""

from typing import Any
from uuid import UUID

from projections.comparison.stood import STOOD, TARGETS_NAME
from projections.queries.query import Rows

Things = dict[str, Any]


def content(rows: Rows, convention_id: UUID) -> Things:
    """Of a convention that is known to stand there."""
    return contents(rows, convention_id, rows.position, rows.position)[0]


def contents(rows: Rows, convention_id: UUID, first: int, second: int) -> tuple[Things, Things]:
    """At two positions up to that of the rows; the convention is known to stand at both."""
    asked = {"convention_id": convention_id, "first": first, "second": second}
    (row,) = rows.all(STOOD, **asked)
    for one in row["actions"] or ():
        if one[3].pop("withdrawn"):
            one[:2] = False, False
        one[3]["operator_ids"] = sorted(one[3]["operator_ids"] or ())
    return _content(row, 0), _content(row, 1)


def _content(row: Things, which: int) -> Things:
    """Nothing that both share is changed in place."""
    found = {
        name: {one[2]: one[3] for one in some or () if one[which]}
        for name, some in row.items()
        if name != TARGETS_NAME
    }
    (act,) = found.pop("conventions").values()
    actions = {key: _valued(one) for key, one in found["actions"].items()}
    own = _objectives(found.pop("objectives"), _indicators(found.pop("indicators"), row, which))
    for action_id in [each for each in own if each in actions]:
        actions[action_id]["objectives"] = own[action_id]
    lines = found.pop("funding_lines").items()
    return _valued(
        {
            **act,
            **found,
            "territory_codes": sorted(act["territory_codes"]),
            "axes": sorted(act["axes"]),
            "actions": actions,
            "objectives": own.get(None),
            "funding": {key: line for key, line in lines if _counts(line, actions)},
        }
    )


def _counts(line: Things, actions: Things) -> bool:
    action_id = line.get("action_id")
    return action_id is None or action_id in actions


def _indicators(known: Things, row: Things, which: int) -> Things:
    """With their targets."""
    targets: Things = {}
    for one in row[TARGETS_NAME] or ():
        if one[which]:
            targets.setdefault(one[2], {})[str(one[3]["exercice"])] = one[3]["value"]
    return {
        key: {**one, "targets": targets[key]} if key in targets else one
        for key, one in known.items()
    }


def _objectives(known: Things, indicators: Things) -> dict[str | None, Things]:
    """By action; None: those of the whole convention."""
    of_objective: Things = {}
    for key, one in indicators.items():
        said = {name: value for name, value in one.items() if name != "objective_id"}
        of_objective.setdefault(one["objective_id"], {})[key] = said
    found: dict[str | None, Things] = {}
    for key, one in known.items():
        within = {"indicators": of_objective[key]} if key in of_objective else {}
        found.setdefault(one.get("action_id"), {})[key] = {"text": one["text"], **within}
    return found


def _valued(members: Things) -> Things:
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}
