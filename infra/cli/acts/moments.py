"""A moment as it is typed: a day, a position of the log, or an instant."""

import re
from datetime import date, datetime

import click

from infra.typography import french

POSITION = re.compile(r"@?([0-9]{1,16})")
FORMS = "une position du journal (1234) ou un instant avec son fuseau (2025-06-30T12:00:00Z)."


class AsOfText(click.ParamType[int | datetime]):
    name = "MOMENT"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | datetime:
        try:
            return value if isinstance(value, datetime) else _moment(value)
        except ValueError:
            self.fail(french(f"« {value} » n’est pas {FORMS}"), param, ctx)


class UntilText(click.ParamType[int | datetime | date]):
    name = "FIN"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | datetime | date:
        try:
            if isinstance(value, date):
                return value
            return _moment(value) if "T" in value or POSITION.fullmatch(value) else _day(value)
        except ValueError:
            self.fail(french(f"« {value} » n’est pas un jour (2025-06-30), {FORMS}"), param, ctx)


def _moment(text: str) -> int | datetime:
    """Raises ValueError, for an instant without a zone too."""
    found = POSITION.fullmatch(text)
    return int(found[1]) if found else instant(text)


def instant(text: str) -> datetime:
    """Raises ValueError, without a zone too."""
    found = datetime.fromisoformat(text)
    if "T" not in text or found.tzinfo is None:
        raise ValueError(text)
    return found


def _day(text: str) -> date:
    """As `2025-06-30`, and no other form of ISO 8601. Raises ValueError."""
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError(text)
    return found
