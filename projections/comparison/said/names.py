"""What the things of two contents are called, by identity."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.comparison.lines import GROUPS, Content, Line, Part
from projections.comparison.compared import Compared
from projections.trail.french import office

# The member by which a thing is known to people.
NAMED_BY = {
    Part.VOLETS: "title",
    Part.ARTICLES: "title",
    Part.ACTIONS: "title",
    Part.OBJECTIVES: "text",
    Part.INDICATORS: "name",
}


@dataclass(frozen=True, slots=True)
class Names:
    """By part and key; organizations by their id."""

    things: Mapping[tuple[str, str], str]
    organizations: Mapping[str, str]

    def of(self, line: Line) -> str:
        """Empty for what is known by its key alone."""
        return self.thing(line.part, line.key)

    def thing(self, part: Part, key: str) -> str:
        if part is Part.PARTIES:
            return self.organization(key)
        return self.things.get((part.value, key), "")

    def organization(self, organization_id: str) -> str:
        return self.organizations.get(organization_id, "")

    def owner(self, line: Line, part: Part) -> str:
        """Of the thing of that part in which the line stands; empty when it stands in none."""
        within = dict(zip(line.path[::2], line.path[1::2], strict=False))
        return self.thing(part, within[part]) if part in within else ""


def names_of(compared: Compared) -> Names:
    """As the new content calls them, or the old one what the new one has no more."""
    things: dict[tuple[str, str], str] = {}
    for content in (compared.old.content, compared.new.content):
        things.update(_named(content))
    return Names(things, compared.organizations)


def _named(content: Content) -> Iterator[tuple[tuple[str, str], str]]:
    for name in GROUPS & content.keys():
        for key, thing in content[name].items():
            if isinstance(thing, Mapping):
                yield (name, key), _name(Part(name), thing)
                yield from _named(thing)


def _name(part: Part, thing: Mapping[str, Any]) -> str:
    if part is Part.SIGNATORIES:
        return office(thing["office"])
    return str(thing.get(NAMED_BY.get(part, ""), ""))
