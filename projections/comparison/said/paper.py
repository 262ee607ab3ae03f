"""A comparison as people read it, whatever it is read on: screen, terminal or paper."""

from dataclasses import dataclass
from datetime import date

from projections.comparison.compared import Compared
from projections.comparison.said.facts import Beside, Fact, facts
from projections.comparison.said.headline import columns, headline
from projections.comparison.said.report import Section, sections

NOTHING_DIFFERS = "Rien ne diffère."


@dataclass(frozen=True, slots=True)
class Paper:
    """`columns`: what its two columns of figures are called. `on`: the day it is judged on.

    `standings`: whether each of the two applies, where they are not one and the same.
    """

    title: str
    on: date
    empty: bool
    columns: tuple[str, str]
    standings: tuple[str, ...]
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    refusals: tuple[str, ...]


def paper(compared: Compared, beside: Beside, refusals: tuple[str, ...] = ()) -> Paper:
    """`refusals`: what the rules refuse of a proposed avenant."""
    standings = [held.standing["text"] for held in (compared.old, compared.new)]
    return Paper(
        title=headline(compared),
        on=compared.new.standing["on"],
        empty=compared.comparison.empty,
        columns=columns(compared),
        standings=tuple(dict.fromkeys(standings)),
        sections=tuple(sections(compared)),
        facts=tuple(facts(compared, beside)),
        refusals=refusals,
    )
