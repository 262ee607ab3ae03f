"""Business dates: a day, or no more than a month or a year that a source gave."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum

from domain.errors import Invalid

# Of the law against exclusions, the first that the pactes name.
FIRST_DAY = date(1998, 7, 29)
YEARS_AHEAD = 5


class DateOutOfBounds(Invalid):
    """Mistyped, most likely: nothing here is so old or so far (rule 23)."""

    code = "date-out-of-bounds"


class DateInFuture(Invalid):
    """Nobody has signed yet on a day to come (rule 23)."""

    code = "date-in-future"


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def last_day(since: date, months: int) -> date:
    """The last of so many months that begin on that day.

    They run from a day to its like (31 January to 30 January, 29 February to 28 February); where a
    month has none they end with it. Nothing ends after the year 9999.
    """
    years, month = divmod(since.month - 1 + months, 12)
    year = since.year + years
    if year > MAXYEAR:
        return date.max
    longest = monthrange(year, month + 1)[1]
    if since.day > longest:
        return date(year, month + 1, longest)
    return date(year, month + 1, since.day) - timedelta(days=1)


def bounded(day: date, field: str, *, today: date) -> date:
    """The same day, from 29 July 1998 to that of today in five years. Raises DateOutOfBounds."""
    last = today.year + YEARS_AHEAD, today.month, today.day
    if day < FIRST_DAY or (day.year, day.month, day.day) > last:
        raise DateOutOfBounds(
            "Cette date est sans doute mal saisie : elle va du 29 juillet 1998 à dans cinq ans.",
            field=field,
        )
    return day


def signed_by(day: date, field: str, *, today: date) -> date:
    """The same day, if somebody may have signed on it. Raises DateInFuture, DateOutOfBounds."""
    if day > today:
        raise DateInFuture("Une signature ne se date pas dans l’avenir.", field=field)
    return bounded(day, field, today=today)


@dataclass(frozen=True, slots=True)
class BusinessDate:
    """`date` is the first day of the period that `precision` names."""

    date: date
    precision: Precision = Precision.DAY

    @classmethod
    def parse(cls, text: str) -> "BusinessDate":
        """Read `2020`, `2020-09` or `2020-09-15` (ISO 8601). Raises Invalid for anything else."""
        parts = text.split("-")
        widths = [len(part) for part in parts]
        if widths not in ([4], [4, 2], [4, 2, 2]) or not all(
            part.isascii() and part.isdigit() for part in parts
        ):
            raise Invalid(f"« {text} » n’est pas une date : AAAA, AAAA-MM ou AAAA-MM-JJ.")
        numbers = [int(part) for part in parts]
        try:
            day = date(numbers[0], *[*numbers[1:], 1, 1][:2])
        except ValueError as error:
            raise Invalid(f"« {text} » n’existe pas au calendrier.") from error
        return cls(day, list(Precision)[3 - len(parts)])

    def __str__(self) -> str:
        return self.date.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]
