"""Seats without holder, as `pacte notifications due` shows them."""

from collections.abc import Iterable
from typing import Any

from rich.table import Table

from infra.store.notices.vacant import Vacant
from projections.trail.french import office

STATES = {"vacant": "vacant", "filled_since": "pourvu depuis"}
HEADINGS = ("Département", "Siège", "Organisme", "Convention", "Échéance", "État")


def seats_described(seats: Iterable[tuple[str, Vacant]]) -> list[dict[str, Any]]:
    return [
        {
            "tenant": code,
            "convention_id": str(seat.convention_id),
            "position": seat.position,
            "deadline": seat.deadline.isoformat(),
            "office": seat.office,
            "organization_id": str(seat.organization_id),
            "organization": seat.organization,
            "status": _status(seat),
        }
        for code, seat in seats
    ]


def seats_table(seats: Iterable[tuple[str, Vacant]]) -> Table:
    table = Table(title="Signatures requises dont personne n’a pu être prévenu")
    for heading in HEADINGS:
        table.add_column(heading)
    for code, seat in seats:
        table.add_row(
            code,
            office(seat.office),
            seat.organization or str(seat.organization_id),
            str(seat.convention_id),
            seat.deadline.strftime("%d/%m/%Y"),
            STATES[_status(seat)],
        )
    return table


def _status(seat: Vacant) -> str:
    return "filled_since" if seat.held_now else "vacant"
