"""The events behind a comparison, for people to read: when, what, who in which office, why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.dates import Precision
from domain.roles import Role
from projections.comparison.compared import Compared
from projections.trail.accesses import ROLES
from projections.trail.french import day, office


@dataclass(frozen=True, slots=True)
class Beside:
    """What is joined at the edge: names by person_id, words by seal; both may be erased."""

    people: Mapping[str, str]
    texts: Mapping[str, str]


NOBODY = Beside({}, {})


@dataclass(frozen=True, slots=True)
class Fact:
    """`why`: the motive that was given, if any."""

    position: int
    when: str
    sentence: str
    who: str
    why: str


def facts(compared: Compared, beside: Beside) -> list[Fact]:
    return [_fact(event, beside) for event in compared.events]


def _fact(event: Mapping[str, Any], beside: Beside) -> Fact:
    return Fact(
        position=event["position"],
        when=day(event["effective_on"], Precision(event["effective_precision"])),
        sentence=event["sentence"],
        who=_who(event, beside),
        why=beside.texts.get(event["reason"] or "", ""),
    )


def _who(event: Mapping[str, Any], beside: Beside) -> str:
    """Who may see no names is told by which person: others tell who that is."""
    person = event["person_id"]
    if person is None:
        return "Pacte"
    name = beside.people.get(str(person), f"personne {person}")
    held = office(event["office"]) if event["office"] else ROLES[Role(event["role"])]
    return f"{name}, {held}"
