"""One French sentence for each line of a comparison."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.comparison.lines import Change, Line, Part
from domain.comparison.redline import Piece, redline, same_words
from projections.comparison.said.names import Names
from projections.comparison.said.values import by_word, from_to, marked, member, value
from projections.comparison.said.words import MEMBERS
from projections.trail.french import NBSP, quoted

NOUNS = {
    Part.CONVENTION: "Convention",
    Part.VOLETS: "Volet",
    Part.PARTIES: "Partie",
    Part.SIGNATORIES: "Signataire",
    Part.ARTICLES: "Article",
    Part.CEILINGS: "Plafond de l’exercice",
    Part.ACTIONS: "Action",
    Part.OBJECTIVES: "Objectif",
    Part.INDICATORS: "Indicateur",
    Part.TARGETS: "Cible",
    Part.FUNDING: "Financement",
}
FEMININE = (Part.CONVENTION, Part.PARTIES, Part.ACTIONS, Part.TARGETS)
# Known by their code, number or year; the others by their name.
CODED = (Part.VOLETS, Part.ARTICLES, Part.CEILINGS, Part.TARGETS)
# What an added thing is told with, besides its name.
TOLD = {
    Part.VOLETS: ("starts_on", "ends_on"),
    Part.ARTICLES: ("text",),
    Part.SIGNATORIES: ("organization_id", "required"),
    Part.ACTIONS: ("axe", "volet", "nature", "operator_ids"),
    Part.INDICATORS: ("unit", "baseline"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence. Where a text was written anew, its words stand between `text` and `end`."""

    text: str
    redline: tuple[Piece, ...] = ()
    end: str = ""

    def __str__(self) -> str:
        """The words removed and added between marks, long stretches that stayed cut short."""
        return f"{self.text}{marked(self.redline)}{self.end}"


def worded(line: Line, names: Names) -> Wording:
    if not by_word(line):
        return Wording(_sentence(line, names))
    named = f"{_subject(line, names)}, {member(line)}"
    if line.change is Change.RETITLED and line.part is Part.ACTIONS:
        named = "Action renommée"
    alike = " (typographie seule)" if same_words(line.old, line.new) else ""
    before, after = quoted("|").split("|")
    return Wording(f"{named}{NBSP}: {before}", redline(line.old, line.new), f"{after}{alike}.")


def _sentence(line: Line, names: Names) -> str:
    subject, ending = _subject(line, names), "e" if line.part in FEMININE else ""
    if line.change is Change.ADDED:
        return f"{subject}{NBSP}: ajouté{ending}{_details(line, line.new, names)}."
    if line.change is Change.WITHDRAWN:
        return f"{subject}{NBSP}: retiré{ending}{_details(line, line.old, names, of_leaves=True)}."
    if line.change is Change.MOVED:
        return f"{subject}{NBSP}: déplacée, {member(line)} {from_to(line, names)}."
    named = f"{subject}, {member(line)}" if line.field else subject
    return f"{named}{NBSP}: {from_to(line, names)}."


def _subject(line: Line, names: Names) -> str:
    noun, name = NOUNS[line.part], names.of(line)
    if line.part in CODED:
        noun += f"{NBSP}{line.key}"
    if line.part is Part.TARGETS:
        return f"{noun} de l’indicateur {quoted(names.owner(line, Part.INDICATORS))}"
    if line.part in (Part.SIGNATORIES, Part.PARTIES):
        return f"{noun} {name or line.key}"
    return f"{noun} {quoted(name)}" if name else noun


def _details(line: Line, found: Any, names: Names, *, of_leaves: bool = False) -> str:
    """`of_leaves`: only what a thing without members was."""
    if not isinstance(found, Mapping):
        return f", {value(line.part, '', found, names)}"
    if of_leaves:
        return ""
    told = [
        f"{MEMBERS[name]} {value(line.part, name, found[name], names)}"
        for name in TOLD.get(line.part, ())
        if name in found
    ]
    action = names.owner(line, Part.ACTIONS) if line.part is not Part.ACTIONS else ""
    told += [f"action {quoted(action)}"] if action else []
    return "".join(f", {each}" for each in told)
