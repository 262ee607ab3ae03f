"""A comparison as one document: for the API, and for whoever renders it elsewhere."""

from collections.abc import Mapping
from typing import Any

from domain.comparison.comparison import Comparison
from domain.comparison.lines import Line
from domain.comparison.money import Amount
from domain.comparison.redline import redline
from domain.comparison.totals import By, Total
from projections.comparison.causes import Causes, of_a_line, of_an_amount
from projections.comparison.compared import Compared, Held
from projections.comparison.said.names import Names, names_of

OF_VERSION = ("version_no", "act", "signed_on", "signed_precision", "effective_from")
TOTALS = {
    By.EXERCICE: "exercices",
    By.SIDE: "sides",
    By.FUNDER: "funders",
    By.AXE: "axes",
    By.VOLET: "volets",
    By.ACTION: "actions",
}


def document(compared: Compared) -> dict[str, Any]:
    """Cents everywhere. `positions` are those of `events`, which say who did it."""
    found, names = compared.comparison, names_of(compared)
    return {
        "between": found.between,
        "empty": found.empty,
        "from": _held(compared.old),
        "to": _held(compared.new),
        "exercice_from": found.exercices and found.exercices[0],
        "exercice_to": found.exercices and found.exercices[1],
        "departement_from": compared.departements and compared.departements[0],
        "departement_to": compared.departements and compared.departements[1],
        "lines": [_line(line, names, compared.causes) for line in found.lines],
        "amounts": [_amount(amount, compared.causes) for amount in found.amounts],
        "totals": _totals(found),
        "actions_count": [
            {"axe": count.axe, "old": count.old, "new": count.new} for count in found.counts
        ],
        "organizations": compared.organizations,
        "events": [*compared.events],
    }


def _held(held: Held) -> dict[str, Any]:
    version: Mapping[str, Any] = held.version or {}
    return {
        "convention_id": held.convention_id,
        "title": held.content["title"],
        "kind": held.content["kind"],
        "state": held.point.which,
        "position": held.position,
        "working_copy": held.version is None,
        "standing": held.standing,
        **{name: version.get(name) for name in OF_VERSION},
    }


def _line(line: Line, names: Names, causes: Causes) -> dict[str, Any]:
    texts = isinstance(line.old, str) and isinstance(line.new, str)
    pieces = redline(line.old, line.new) if texts else ()
    return {
        "part": line.part,
        "key": line.key,
        "name": names.of(line),
        "change": line.change,
        "field": line.field,
        "path": line.path,
        "old": line.old,
        "new": line.new,
        "redline": [{"op": piece.op, "text": piece.text} for piece in pieces],
        "positions": of_a_line(line, causes),
    }


def _amount(amount: Amount, causes: Causes) -> dict[str, Any]:
    return {
        "line_id": amount.line_id,
        **amount.place._asdict(),
        "old_cents": amount.old_cents,
        "new_cents": amount.new_cents,
        "delta_cents": amount.delta_cents,
        "positions": of_an_amount(amount, causes),
    }


def _totals(found: Comparison) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [_total(total) for total in found.totals if total.by is by]
        for by, name in TOTALS.items()
    }


def _total(total: Total) -> dict[str, Any]:
    return {
        "exercice": total.exercice,
        "key": total.key,
        "old_cents": total.old_cents,
        "new_cents": total.new_cents,
        "delta_cents": total.delta_cents,
    }
