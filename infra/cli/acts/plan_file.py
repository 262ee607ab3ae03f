"""A file of conventions to take over: the JSON form of `services.imports.plan`, strictly read."""

import re
from pathlib import Path
from typing import Any

import click
import msgspec

from services.imports.plan import PaperPlan

NBSP = "\N{NO-BREAK SPACE}"
PLACE = re.compile(r"at `([^`]+)`")
MISSING = re.compile(r"missing required field `([^`]+)`")


class FileRefused(click.ClickException):
    """The file is not a plan; the message names the place."""


def read_plan(path: Path) -> PaperPlan:
    """Amounts are integer cents. Raises FileRefused, for a member nobody knows too."""
    written = path.read_bytes()
    try:
        plan = msgspec.json.decode(written, type=PaperPlan)
    except msgspec.ValidationError as error:
        raise FileRefused(f"{path}{NBSP}: {_said(str(error))}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FileRefused(f"{path}{NBSP}: ce n’est pas du JSON en UTF-8.") from error
    unknown = _unknown(msgspec.json.decode(written), msgspec.to_builtins(plan), "$")
    if unknown:
        raise FileRefused(f"{path}{NBSP}: membre inconnu {unknown}.")
    return plan


def _said(error: str) -> str:
    """What msgspec says, in French."""
    place = PLACE.search(error)
    where = f"à la place {place[1]}" if place else "au début"
    if missing := MISSING.search(error):
        return f"il manque le membre {missing[1]}, {where}"
    return f"une valeur n’a pas la forme attendue, {where}"


def _unknown(written: Any, read: Any, place: str) -> str | None:
    """Where the file says something that the plan has no place for."""
    if isinstance(written, dict):
        for name, value in written.items():
            if name not in read:
                return f"{place}.{name}"
            if found := _unknown(value, read[name], f"{place}.{name}"):
                return found
    elif isinstance(written, list):
        for number, value in enumerate(written):
            if found := _unknown(value, read[number], f"{place}[{number}]"):
                return found
    return None
