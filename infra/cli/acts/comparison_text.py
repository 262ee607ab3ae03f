"""A comparison on the terminal: sentences with the numbers of their events, totals as tables."""

from collections.abc import Iterator, Mapping
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.dates import Precision
from infra.typography import french
from infra.wiring import Wiring
from projections.comparison.compared import Compared
from projections.comparison.headline import headline
from projections.comparison.report import Section, Told, sections
from projections.trail.french import day, office

NOTHING_DIFFERS = "Rien ne diffère."
MARKS = "[-retiré-] {+ajouté+} ; entre crochets, les faits du journal."
ERASED = "effacé"


def show(wiring: Wiring, tenant: str, found: Compared, places: tuple[str, str]) -> None:
    """`places`: the names of both départements, where there are two."""
    click.echo(headline(found, places))
    if found.comparison.empty:
        click.echo(NOTHING_DIFFERS)
    if found.comparison.lines:
        click.echo(french(MARKS))
    for section in sections(found):
        click.echo(f"\n{section.heading[:1].upper()}{section.heading[1:]}")
        for told in section.told:
            click.echo(_line(told))
        if section.rows:
            Console().print(_table(section, _columns(found, places)))
    if found.events:
        click.echo("\nFaits du journal")
        for line in _events(wiring, tenant, found.events):
            click.echo(line)


def _line(told: Told) -> str:
    numbers = ", ".join(map(str, told.positions))
    return f"  – {told.text}" + (f" [{numbers}]" if numbers else "")


def _columns(found: Compared, places: tuple[str, str]) -> tuple[str, str]:
    if found.comparison.exercices:
        old, new = found.comparison.exercices
        return str(old), str(new)
    return ("Avant", "Après") if found.comparison.of_one_act else places


def _table(section: Section, columns: tuple[str, str]) -> Table:
    """Whoever wrote a title, it is no mark-up here."""
    table = Table("Total", box=None)
    for heading in (*columns, "Écart"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in section.rows:
        table.add_row(*(Text(cell) for cell in (row.label, row.old, row.new, row.gap)))
    return table


def _events(wiring: Wiring, tenant: str, events: tuple[Mapping[str, Any], ...]) -> Iterator[str]:
    persons = {event["person_id"] for event in events if event["person_id"]}
    names = wiring.people(tenant).many(sorted(persons))
    for event in events:
        when = day(event["effective_on"], Precision(event["effective_precision"]))
        known = names.get(event["person_id"])
        who = [known.display_name if known else ERASED] if event["person_id"] else []
        who += [office(event["office"])] if event["office"] else []
        yield f"  {event['position']} · {when} · {event['sentence']} {', '.join(who)}".rstrip()
