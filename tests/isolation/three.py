"""Three départements of one database with something in every table, and what its catalogue says."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4, uuid5

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from domain.dates import BusinessDate
from domain.envelope import Provenance, ProvenanceKind
from domain.roles import SIDES, Role
from infra.embedded.servers import Servers
from infra.following import follower
from infra.settings import Settings
from infra.store.connections import names
from infra.store.schemas.migrate import migrate, owner, provision
from infra.tenants import framework
from infra.wiring import Wiring
from services.ask import Ask, Caller
from tests.departement import PREFET, PRESIDENTE, Departement
from tests.servers import fresh_database

# One whose schema is not written as its code.
CODES = ("05", "2A", "48")
SCHEMAS = tuple(names.schema_of(code) for code in CODES)
PLATFORM = names.schema_of(names.PLATFORM)

RELATIONS = r"""
SELECT nspname, relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname LIKE 't\_%' AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1, 2
"""

Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True)
class Three:
    """`owned` is the owner's connection, in autocommit."""

    settings: Settings
    wiring: Wiring
    owned: Connection

    @property
    def database(self) -> str:
        return self.wiring.pool.database

    def roles(self, code: str) -> names.Roles:
        return names.roles_of(self.database, code)

    @property
    def sweep(self) -> str:
        return names.sweep_role(self.database)

    @property
    def own_roles(self) -> list[str]:
        """Of every tenant, the platform among them, and the one that they share."""
        return [
            *(role for code in (*CODES, names.PLATFORM) for role in self._pair(code)),
            self.sweep,
        ]

    def tables(self) -> list[tuple[str, str]]:
        """Schema and name of all of them, whichever migration or projection made them."""
        return [(schema, table) for schema, table in self.ask(RELATIONS)]

    def ask(self, statement: str, **given: Any) -> list[TupleRow]:
        return self.owned.execute(statement.encode(), given or None).fetchall()

    def content(self) -> dict[tuple[str, str], list[str]]:
        """Every row of every table, as text."""
        rows = sql.SQL("SELECT each::text FROM {} AS each ORDER BY 1")
        return {
            where: [line for (line,) in self.owned.execute(rows.format(sql.Identifier(*where)))]
            for where in self.tables()
        }

    @contextmanager
    def login(self) -> Iterator[Connection]:
        """The application's, that has taken no role."""
        with psycopg.connect(self.settings.database_url, autocommit=True) as connection:
            yield connection

    @contextmanager
    def acting_as(self, role: str) -> Iterator[Connection]:
        with self.login() as connection:
            connection.execute("SELECT set_config('role', %s, false)", [role])
            yield connection

    def _pair(self, code: str) -> Sequence[str]:
        roles = self.roles(code)
        return roles.web, roles.follow


@contextmanager
def three_tenants(servers: Servers) -> Iterator[Three]:
    with fresh_database(servers) as database:
        settings = Settings(
            home=servers.home,
            database_url=database.app_url,
            database_owner_url=database.owner_url,
            redis_url=servers.redis_url,
        )
        migrate(settings)
        wiring = Wiring(settings)
        with owner(settings) as connection:
            for code in CODES:
                provision(connection, code, settings)
            here = Three(settings, wiring, connection)
            live(here)
            try:
                yield here
            finally:
                wiring.close()


def live(here: Three) -> None:
    """A signed convention in each of them, which so stands in the shared tables too."""
    following = follower(here.wiring, threading.Event())
    for code in CODES:
        departement = Departement(here.wiring, code).found()
        departement.join()
        departement.open_round()
        for person in (PREFET, PRESIDENTE):
            departement.sign(person)
        while following.turn(code):
            pass
        beside(here, code)


def beside(here: Three, code: str) -> None:
    """One row in the tables that no event fills."""
    schema = names.schema_of(code)
    mark = uuid5(PREFET, code)
    for statement, values in (
        ("INSERT INTO {schema}.free_text VALUES (%s, '', %s)", [str(mark), code]),
        ("INSERT INTO {schema}.person_login VALUES ('iss', %s, %s)", [code, PREFET]),
        ("INSERT INTO {schema}.commands VALUES (%s, %s, 1, 1, now(), 201, '')", [mark, mark]),
        ("INSERT INTO {schema}.access_log VALUES (1, now(), %s)", [code.encode()]),
        ("INSERT INTO {schema}.invitation VALUES (%s, %s, %s, now())", [mark.bytes, PREFET, mark]),
        ("INSERT INTO {schema}.snapshots VALUES (%s, 1, 'convention', '')", [mark]),
    ):
        here.owned.execute(names.compose(statement, schema=schema), values)


def publish(wiring: Wiring) -> None:
    """The State's framework and rules, without which no act is drafted."""
    moment = datetime.now(UTC)
    admin = Caller(
        tenant=names.PLATFORM,
        person_id=uuid4(),
        role=Role.PLATFORM_ADMIN.value,
        side=SIDES[Role.PLATFORM_ADMIN],
        auth_method="test",
    )
    ask = Ask(
        caller=admin,
        provenance=Provenance(ProvenanceKind.SYSTEM),
        correlation_id=uuid4(),
        now=moment,
        today=moment.date(),
        effective_on=BusinessDate(date(2024, 1, 1)),
    )
    framework.publish(wiring, ask)
