"""A case file as it stands, and the years of which such files speak."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

from domain.canonical import normalised


def case(name: str) -> dict[str, Any]:
    """Texts keep their published form."""
    text = files("infra.cases").joinpath(f"{name}.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(normalised(text))
    return found


def first_day(year: int) -> date:
    return date(year, 1, 1)


def last_day(year: int) -> date:
    return date(year, 12, 31)
