"""Carrying a comparison out: the old content and its lines give the new one, exactly."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from domain.comparison.lines import Content, Line, Path
from domain.errors import RuleBroken


class OtherContent(RuleBroken):
    """The content is not the one that the lines were drawn from."""

    code = "other-content"


def apply(lines: Iterable[Line], content: Content) -> dict[str, Any]:
    """A new content; the one given stays as it is. Raises OtherContent."""
    found = deepcopy(dict(content))
    for line in lines:
        _put(found, line.path, line)
    return found


def _put(held: dict[str, Any], path: Path, line: Line) -> None:
    """Nothing without a value is left behind."""
    name, *rest = path
    if not rest:
        _replace(held, name, line)
        return
    inner = held.setdefault(name, {})
    if not isinstance(inner, dict):
        raise OtherContent(f"Ce contenu n’a pas la forme attendue : {name}.")
    _put(inner, tuple(rest), line)
    if not inner:
        del held[name]


def _replace(held: dict[str, Any], name: str, line: Line) -> None:
    if held.get(name) != line.old:
        raise OtherContent("La comparaison a été faite sur un autre contenu.")
    if line.new is None:
        del held[name]
    else:
        held[name] = deepcopy(line.new)
