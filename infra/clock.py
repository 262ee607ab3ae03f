"""The clock, and the business day in metropolitan France."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()


def today() -> date:
    return day_of(now())
