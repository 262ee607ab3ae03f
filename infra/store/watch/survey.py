"""How far everything has come in every tenant, for those who watch: positions, never content."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from time import monotonic

import psycopg
from psycopg.conninfo import conninfo_to_dict

from infra.store.connections import names
from infra.store.connections.everywhere import of_all
from infra.store.evidence.time_stamps import Waiting, standing
from infra.store.recording.save import Connection

SECONDS = 1
KEPT_SECONDS = 1.0
OPTIONS = f"-c statement_timeout={SECONDS * 1000} -c lock_timeout={SECONDS * 1000}"
LEVEL = "SELECT {code}, max(number) FROM {schema}.migrations"
HEAD = "SELECT {code}, coalesce(max(notification_id), 0) FROM {schema}.events"
# Where the outbox has no row nobody is told anything: that must be seen.
STANDING = (
    "SELECT {code}, projection, position, status FROM {schema}.positions"
    " UNION ALL SELECT {code}, 'outbox', 0, 'stopped' WHERE {code} <> 'platform'"
    " AND NOT EXISTS (SELECT FROM {schema}.positions WHERE projection = 'outbox')"
)
# Due since its event was recorded: the next attempt says nothing of how long somebody has waited.
MAILS = (
    "SELECT {code}, extract(epoch FROM clock_timestamp() - recorded_at)::float8, given_up, held_up"
    " FROM (SELECT min(event_position) FILTER (WHERE status <> 'given_up'),"
    " count(*) FILTER (WHERE status = 'given_up'),"
    " count(*) FILTER (WHERE status <> 'given_up' AND held_up > 0) FROM {schema}.outbox"
    " WHERE status IN ('due', 'redriven', 'given_up')) AS kept (oldest, given_up, held_up)"
    " LEFT JOIN {schema}.events ON notification_id = oldest"
)


@dataclass(frozen=True, slots=True)
class Lag:
    """`events` still to be taken in by that projection of that tenant, which came to `position`."""

    tenant: str
    projection: str
    position: int
    events: int
    stopped: bool


@dataclass(frozen=True, slots=True)
class Mails:
    """`overdue`: for how many seconds the oldest that has not left is due; None: none waits.

    `held_up`: how many of these could not even be tried the last time.
    """

    tenant: str
    overdue: float | None
    given_up: int
    held_up: int


@dataclass(frozen=True, slots=True)
class Seen:
    """`levels`: the newest migration, by tenant."""

    levels: dict[str, int]
    lags: list[Lag]
    mails: list[Mails]
    stamps: list[Waiting]


class Watch:
    """What is asked for by strangers costs one look a second, however often they ask.

    One looks at a time; those who come meanwhile wait for it and are told the same.
    """

    def __init__(self) -> None:
        self._looking = Lock()
        self._last: dict[str, tuple[float, Seen | psycopg.Error]] = {}

    def seen(self, url: str) -> Seen:
        """Raises psycopg.Error."""
        with self._looking:
            until, found = self._last.get(url, (0.0, None))
            if found is None or monotonic() >= until:
                found = _look(url)
                self._last = {url: (monotonic() + KEPT_SECONDS, found)}
        if isinstance(found, psycopg.Error):
            raise found
        return found


WATCH = Watch()


def _look(url: str) -> Seen | psycopg.Error:
    try:
        with probe(url) as connection:
            return Seen(
                levels(connection), lags(connection), mails(connection), standing(connection)
            )
    except psycopg.Error as error:
        return error


@contextmanager
def probe(url: str) -> Iterator[Connection]:
    """A connection of its own, that gives up soon: what is watched may be what is slow."""
    database = str(conninfo_to_dict(url)["dbname"])
    with psycopg.connect(url, connect_timeout=2, options=OPTIONS, autocommit=True) as connection:
        connection.execute("SELECT set_config('role', %s, false)", [names.sweep_role(database)])
        yield connection


def levels(connection: Connection) -> dict[str, int]:
    """The number of the newest migration of every tenant."""
    return {code: number or 0 for code, number in of_all(connection, LEVEL)}


def lags(connection: Connection) -> list[Lag]:
    heads = dict(of_all(connection, HEAD))
    return [
        Lag(
            tenant=code,
            projection=projection,
            position=position,
            events=max(heads.get(code, 0) - position, 0),
            stopped=status != "running",
        )
        for code, projection, position, status in of_all(connection, STANDING)
    ]


def mails(connection: Connection) -> list[Mails]:
    return [Mails(*row) for row in of_all(connection, MAILS)]
