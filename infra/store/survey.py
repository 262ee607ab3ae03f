"""How far everything has come in every tenant, for those who watch: positions, never content."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from infra.store import names
from infra.store.heads import SCHEMAS
from infra.store.save import Connection

SECONDS = 1
OPTIONS = f"-c statement_timeout={SECONDS * 1000} -c lock_timeout={SECONDS * 1000}"
LEVEL = "SELECT {code}, max(number) FROM {schema}.migrations"
HEAD = "SELECT {code}, coalesce(max(notification_id), 0) FROM {schema}.events"
# Where the outbox has no row nobody is told anything: that must be seen.
STANDING = (
    "SELECT {code}, projection, position, status FROM {schema}.positions"
    " UNION ALL SELECT {code}, 'outbox', 0, 'stopped' WHERE {code} <> 'platform'"
    " AND NOT EXISTS (SELECT FROM {schema}.positions WHERE projection = 'outbox')"
)
OVERDUE = (
    "SELECT {code}, extract(epoch FROM clock_timestamp() - min(next_attempt_at))::float8"
    " FROM {schema}.outbox WHERE status IN ('due', 'redriven')"
    " AND next_attempt_at <= clock_timestamp()"
)


@dataclass(frozen=True, slots=True)
class Lag:
    """`events` still to be taken in by that projection of that tenant."""

    tenant: str
    projection: str
    events: int
    stopped: bool


@contextmanager
def probe(url: str) -> Iterator[Connection]:
    """A connection of its own, that gives up soon: what is watched may be what is slow."""
    database = str(conninfo_to_dict(url)["dbname"])
    with psycopg.connect(url, connect_timeout=2, options=OPTIONS, autocommit=True) as connection:
        connection.execute("SELECT set_config('role', %s, false)", [names.sweep_role(database)])
        yield connection


def levels(connection: Connection) -> dict[str, int]:
    """The number of the newest migration of every tenant."""
    return {code: number or 0 for code, number in _everywhere(connection, LEVEL)}


def lags(connection: Connection) -> list[Lag]:
    heads = dict(_everywhere(connection, HEAD))
    return [
        Lag(code, projection, max(heads.get(code, 0) - position, 0), status != "running")
        for code, projection, position, status in _everywhere(connection, STANDING)
    ]


def overdue(connection: Connection) -> dict[str, float]:
    """Seconds since the oldest mail of each tenant that is due should have left."""
    return {code: age for code, age in _everywhere(connection, OVERDUE) if age is not None}


def _everywhere(connection: Connection, statement: str) -> list[tuple[Any, ...]]:
    schemas = [str(name) for (name,) in connection.execute(SCHEMAS)]
    each = [
        names.compose(statement, schema=schema, code=names.literal(names.code_of(schema)))
        for schema in schemas
    ]
    return connection.execute(names.union_all(each)).fetchall() if each else []
