"""What one content says that another does not, line by line, each keyed by identity."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# As `domain.convention.content` makes it: canonical, no member without a value.
Content = Mapping[str, Any]
Path = tuple[str, ...]

NOTHING: Content = {}


class Part(StrEnum):
    """What a line is about; all but the convention itself are members of a content, by identity."""

    CONVENTION = "convention"
    VOLETS = "volets"
    PARTIES = "parties"
    SIGNATORIES = "signatories"
    ARTICLES = "articles"
    CEILINGS = "ceilings"
    ACTIONS = "actions"
    OBJECTIVES = "objectives"
    INDICATORS = "indicators"
    TARGETS = "targets"
    FUNDING = "funding"


class Change(StrEnum):
    """`moved`: an action, to another axe or volet."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    RETITLED = "retitled"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`key`: a uuid, the code of a volet, the number of an article, an exercice; "" for the whole.

    `path` leads to the value through the content. `field` is empty where the whole thing came or
    went. `old` and `new` are canonical; None: it did not stand, or does not any more.
    """

    part: Part
    key: str
    field: str
    path: Path
    old: Any
    new: Any

    @property
    def change(self) -> Change:
        if not self.field and self.old is None:
            return Change.ADDED
        if not self.field and self.new is None:
            return Change.WITHDRAWN
        if self.field == "title":
            return Change.RETITLED
        moved = self.part is Part.ACTIONS and self.field in ("axe", "volet")
        return Change.MOVED if moved else Change.CHANGED


@dataclass(frozen=True, slots=True)
class _Owner:
    """The thing whose members are compared, and where it stands."""

    part: Part
    key: str
    path: Path


WHOLE = _Owner(Part.CONVENTION, "", ())


def lines(old: Content, new: Content) -> tuple[Line, ...]:
    """Ordered by path. None where the contents are equal."""
    return tuple(_of_owner(WHOLE, (), old, new))


def _of_owner(owner: _Owner, inside: Path, old: Content, new: Content) -> Iterator[Line]:
    """`inside`: the members of members that lead from the owner to what is compared."""
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        if not inside and name in GROUPS:
            yield from _of_group(Part(name), (*owner.path, name), was or NOTHING, now or NOTHING)
        elif isinstance(was, Mapping) and isinstance(now, Mapping):
            yield from _of_owner(owner, (*inside, name), was, now)
        else:
            yield _line(owner, (*inside, name), was, now)


def _of_group(part: Part, path: Path, old: Content, new: Content) -> Iterator[Line]:
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        owner = _Owner(part, key, (*path, key))
        if isinstance(was, Mapping) and isinstance(now, Mapping):
            yield from _of_owner(owner, (), was, now)
        else:
            yield _line(owner, (), was, now)


def _line(owner: _Owner, inside: Path, old: Any, new: Any) -> Line:
    return Line(
        part=owner.part,
        key=owner.key,
        field=".".join(inside),
        path=(*owner.path, *inside),
        old=old,
        new=new,
    )


GROUPS = frozenset(Part) - {Part.CONVENTION}
