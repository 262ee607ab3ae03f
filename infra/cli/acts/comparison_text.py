"""A comparison on the terminal: sentences with the numbers of their events, totals as tables."""

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.typography import french
from projections.comparison.said.facts import Fact
from projections.comparison.said.paper import NOTHING_DIFFERS, Paper
from projections.comparison.said.report import Section, Told

MARKS = "[-retiré-] {+ajouté+} ; entre crochets, les faits du journal."


def told(paper: Paper) -> str:
    return "\n".join(_lines(paper))


def _lines(paper: Paper) -> Iterator[str]:
    yield paper.title
    yield from paper.standings
    if paper.empty:
        yield NOTHING_DIFFERS
    if any(each.positions for section in paper.sections for each in section.told):
        yield french(MARKS)
    yield from _listed("Ce que les règles refusent", paper.refusals)
    for section in paper.sections:
        yield f"\n{section.heading[:1].upper()}{section.heading[1:]}"
        yield from map(_line, section.told)
        if section.sum:
            yield french(f"  Somme des écarts : {section.sum}")
        if section.rows:
            yield _table(section, paper.columns)
    yield from _listed("Faits du journal", [_fact(each) for each in paper.facts])


def _listed(heading: str, said: Sequence[str]) -> Iterator[str]:
    if said:
        yield f"\n{heading}"
    for each in said:
        yield f"  – {each}"


def _fact(fact: Fact) -> str:
    why = french(f" Motif : {fact.why}") if fact.why else ""
    return f"{fact.position} · {fact.when} · {fact.sentence}{why} {fact.who}"


def _line(told: Told) -> str:
    numbers = ", ".join(map(str, told.positions))
    return f"  – {told.said}" + (f" [{numbers}]" if numbers else "")


def _table(section: Section, columns: tuple[str, str]) -> str:
    """Whoever wrote a title, it is no mark-up here."""
    table = Table("Total", box=None)
    for heading in (*columns, "Écart"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in section.rows:
        table.add_row(*(Text(cell) for cell in (row.label, row.old, row.new, row.gap)))
    written = Console(file=StringIO(), width=Console().width)
    written.print(table)
    return str(written.file.getvalue()).rstrip("\n")  # type: ignore[attr-defined]
