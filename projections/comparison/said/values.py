"""What a member of an act was and is, in French."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from domain.comparison.lines import Line, Part
from domain.comparison.redline import Op, Piece
from projections.comparison.said.names import Names
from projections.comparison.said.words import MEMBERS, WORDS
from projections.trail.french import NBSP, day, euros, office, quoted

# What people wrote: compared word by word.
TEXTS = ("definition", "description", "name", "public", "territory", "text", "title")
DAYS = ("starts_on", "ends_on")
ORGANIZATIONS = ("organization_id", "funder_id", "operator_ids")
LONGEST_KEPT = 80
AROUND = 30


def member(line: Line) -> str:
    return MEMBERS.get(_name(line), _name(line))


def by_word(line: Line) -> bool:
    """Whether a text that people wrote was written anew."""
    return _name(line) in TEXTS and isinstance(line.old, str) and isinstance(line.new, str)


def from_to(line: Line, names: Names) -> str:
    """`ancien → nouveau`."""
    old, new = (value(line.part, _name(line), each, names) for each in (line.old, line.new))
    return f"{old} → {new}"


def marked(pieces: Iterable[Piece]) -> str:
    """`l’[-ancien-]{+nouveau+} texte`, with long stretches that stayed cut short."""
    forms = {Op.REMOVED: "[-{}-]", Op.ADDED: "{{+{}+}}", Op.KEPT: "{}"}
    return "".join(
        forms[piece.op].format(_short(piece.text) if piece.op is Op.KEPT else piece.text)
        for piece in pieces
    )


def _name(line: Line) -> str:
    return line.field.rpartition(".")[2]


def value(part: Part, name: str, found: Any, names: Names) -> str:
    """Of a member of that name; of the thing itself where it has none."""
    if found is None or found == "":
        return "néant"
    if isinstance(found, bool):
        return "oui" if found else "non"
    if isinstance(found, list):
        return ", ".join(value(part, name, each, names) for each in found)
    if isinstance(found, Mapping):
        return ", ".join(value(part, each, found[each], names) for each in sorted(found))
    return _word(part, name, found, names)


def _word(part: Part, name: str, found: str | int, names: Names) -> str:
    if name in DAYS:
        return day(date.fromisoformat(str(found)))
    if name in ORGANIZATIONS:
        return names.organization(str(found)) or str(found)
    if name == "amount_cents" or part is Part.CEILINGS:
        return euros(int(found))
    if name == "office":
        return office(str(found))
    if name in TEXTS:
        return quoted(str(found))
    return WORDS.get(str(found), str(found))


def _short(text: str) -> str:
    if len(text) <= LONGEST_KEPT:
        return text
    return f"{text[:AROUND].rstrip()}{NBSP}[…]{NBSP}{text[-AROUND:].lstrip()}"
