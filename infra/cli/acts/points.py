"""What `pacte compare` is asked: the contents and the years that are to be compared."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from domain.errors import Invalid
from infra.cli.acts.moments import instant
from infra.typography import french
from projections.comparison.points import Point, Which

WORDS = {"projet": Which.WORKING, "dernier-acte": Which.LAST_SIGNED}
YEARS = re.compile(r"(20[0-9]{2}):(20[0-9]{2})")
FORMS = (
    "Donnez un numéro de version, un jour (2025-06-30 : la version alors en vigueur), "
    "« dernier-acte », « projet », « @1234 » (position du journal) ou un instant "
    "(2025-06-30T12:00:00Z)."
)
ONE_OF = (
    "Dites quoi comparer : « --from 1 --to 2 », « --exercice 2019:2020 », « --with 48 » "
    "ou « --dry-run avenant.json », et un seul des quatre."
)
ANOTHER = "--with nomme un autre département que --tenant : « pacte tenant list » les donne."

# Whether there are --from, --to, --exercice, --with and --dry-run.
WAYS = (
    (True, True, False, False, False),
    (False, False, True, False, False),
    (True, False, True, False, False),
    (False, False, False, True, False),
    (False, False, False, False, True),
)


class PointText(click.ParamType[Point | datetime]):
    """An instant stays one until the département is known."""

    name = "ÉTAT"

    def convert(
        self, value: str | Point, param: click.Parameter | None, ctx: click.Context | None
    ) -> Point | datetime:
        if isinstance(value, Point):
            return value
        try:
            if value in WORDS:
                return Point(WORDS[value])
            return instant(value) if "T" in value else Point.parse(value)
        except (Invalid, ValueError):
            self.fail(french(f"« {value} » ne désigne aucun état. {FORMS}"), param, ctx)


class YearsText(click.ParamType[tuple[int, int]]):
    """`2019:2020`."""

    name = "A:B"

    def convert(
        self,
        value: str | tuple[int, int],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        found = YEARS.fullmatch(value)
        if found is None or found[1] == found[2]:
            self.fail(french("Deux exercices sont attendus : 2019:2020."), param, ctx)
        return int(found[1]), int(found[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed; `other` is the code of the second département."""

    tenant: str
    convention_id: UUID | None
    kind: str | None
    old: Point | datetime | None
    new: Point | datetime | None
    years: tuple[int, int] | None
    other: str | None
    proposed: Path | None


def demand_one(asked: Asked) -> None:
    """Raises UsageError."""
    given = tuple(
        bool(each) for each in (asked.old, asked.new, asked.years, asked.other, asked.proposed)
    )
    if given not in WAYS:
        raise click.UsageError(french(ONE_OF))
    if asked.other == asked.tenant:
        raise click.UsageError(french(ANOTHER))
