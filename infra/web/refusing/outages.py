"""What PostgreSQL, its pool or the disk could not do, told from what the program did wrong."""

import errno
from enum import StrEnum

import psycopg
from eventsourcing.persistence import IntegrityError, InterfaceError, OperationalError

from workers.trace import chain


class Outage(StrEnum):
    DISK_FULL = "disk-full"
    DATABASE = "database-unavailable"


DISK_FULL = "53100"
UNIQUE = "23505"
# Connection lost, no resources, lock not given, cancelled, shut down, read only, deadlock.
PASSING = ("08", "53", "55P03", "57", "25006", "40", "58")
UNREACHABLE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    OperationalError,
    InterfaceError,
)


def outage(error: BaseException) -> Outage | None:
    """None when the fault is not theirs: a bug stays a bug."""
    causes = list(chain(error))
    if any(isinstance(cause, OSError) and cause.errno == errno.ENOSPC for cause in causes):
        return Outage.DISK_FULL
    states = [cause.sqlstate for cause in causes if isinstance(cause, psycopg.Error)]
    given = [state for state in states if state]
    if DISK_FULL in given:
        return Outage.DISK_FULL
    if given:
        return Outage.DATABASE if given[0].startswith(PASSING) else None
    return Outage.DATABASE if any(isinstance(cause, UNREACHABLE) for cause in causes) else None


def overtaken(error: BaseException) -> bool:
    """Somebody else was faster: trying again meets another state, or the own success."""
    states = {cause.sqlstate for cause in chain(error) if isinstance(cause, psycopg.Error)}
    return isinstance(error, IntegrityError) and states <= {UNIQUE}
