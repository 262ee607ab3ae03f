"""A replay on the terminal: one line per event, then how each convention stands at the end."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import click

from domain.dates import BusinessDate, Precision
from domain.departement import name_of
from infra.reading.replaying import Until, Walk
from infra.typography import french
from projections.comparison.said.figures import SIDES, heading
from projections.queries.convention.standing import NOTHING_APPLIES
from projections.queries.convention.states import Clock
from projections.queries.query import Answer
from projections.trail.french import NBSP, THIN, day, euros, office, on

CLOCKS = {Clock.RECORDED: "par date d’enregistrement", Clock.EFFECTIVE: "par date d’effet"}
NOTHING = "Aucun fait d’ici là."
NEXT = "Une touche pour le fait suivant, Ctrl-C pour arrêter."


def show(walk: Walk, *, follow_step: bool) -> None:
    """Page by page: a long journal begins at once."""
    first: Answer | None = None
    for page in walk.pages():
        if first is None:
            first = page
            click.echo(_headline(walk, page))
        kinds = {each["convention_id"]: each["kind"] for each in page.body["reached"]}
        for step in page.body["items"]:
            click.echo(_line(step, kinds))
            if follow_step:
                click.pause(french(NEXT))
    if first is not None:
        for line in _end(walk, first):
            click.echo(line)


def _headline(walk: Walk, page: Answer) -> str:
    tenant = walk.reading.tenant
    until = f", jusqu’{_until(walk.until)}" if walk.until is not None else ""
    return french(
        f"{name_of(tenant)} ({tenant}), journal lu à la position {page.position}, "
        f"{CLOCKS[walk.by]}{until}."
    )


def _until(until: Until | None) -> str:
    if isinstance(until, datetime):
        return f"à {_instant(until)}"
    return f"au {day(until)}" if isinstance(until, date) else f"à la position {until}"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def written(step: Mapping[str, Any]) -> str:
    """A line of the trail; nobody is named. `effective_on` and `office` where they are known."""
    parts = [str(step["position"]), f"enregistré {_instant(step['recorded_at'])}"]
    if "effective_on" in step:
        effect = on(BusinessDate(step["effective_on"], Precision(step["effective_precision"])))
        parts.append(f"effet {effect}")
    parts.append(step["sentence"])
    parts += [office(step["office"])] if step.get("office") else []
    return " · ".join(parts)


def _line(step: Mapping[str, Any], kinds: Mapping[UUID, str]) -> str:
    parts = [written(step)]
    if step["state"]:
        kind = kinds.get(step["state"]["convention_id"], "")
        parts.append(f"→ {kind}{NBSP}: {_state(step['state'])}")
    return " · ".join(parts)


def _state(state: Mapping[str, Any]) -> str:
    applying = state["standing"]["version_no"]
    version = f"version{NBSP}{applying} en vigueur" if applying else NOTHING_APPLIES[:-1].lower()
    if state["signed_no"] and state["signed_no"] != applying:
        version += f" (signée en dernier{NBSP}: {state['signed_no']})"
    return f"{THIN}; ".join([version, *_amounts(state)])


def _amounts(state: Mapping[str, Any]) -> Iterator[str]:
    """Exercice by exercice, which nobody adds up."""
    for each in state["exercices"]:
        sides = [
            f"{name} {euros(each[f'{side}_cents'])}"
            for side, name in SIDES.items()
            if side != "partner" or each["partner_cents"]
        ]
        yield f"{heading(each['exercice'])}{NBSP}: {', '.join(sides)}"


def _end(walk: Walk, page: Answer) -> Iterator[str]:
    if not page.body["items"]:
        yield french(NOTHING)
    for each in page.body["reached"]:
        judged = each["standing"]
        amounts = "".join(f" {amount}." for amount in _amounts(each))
        yield f"{each['kind']}, {_place(walk, judged)}{NBSP}: {judged['text']}{amounts}"


def _place(walk: Walk, judged: Mapping[str, Any]) -> str:
    end = walk.until if isinstance(walk.until, int) else None
    return f"à la position {end}" if end else f"au {day(judged['on'])}"
