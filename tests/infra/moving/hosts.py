"""Hosts of Pacte, each with its own home and database, as their operators type at them."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from werkzeug.test import TestResponse

from domain.access.facts import Scope
from domain.dates import BusinessDate
from domain.envelope import Provenance, ProvenanceKind
from domain.roles import SIDES, Role
from infra import queue as queues
from infra.clock import day_of, now
from infra.embedded.connected import completed
from infra.embedded.servers import Servers
from infra.evidence.sealing import seal_behind
from infra.following import follower
from infra.mail import job
from infra.mail.inbox import Inbox
from infra.settings import Settings
from infra.store.connections.names import PLATFORM, roles_of
from infra.store.persons import logins
from infra.web.app import create_app
from infra.wiring import Wiring
from services.access import commands, machines, members
from services.ask import Ask, Caller, Key
from tests.departement import PREFET, PRESIDENTE, Departement
from tests.infra.cli.terminal import Terminal
from tests.journeys.world import CLS
from tests.mailbox import open_inbox
from tests.post import worker
from tests.servers import Database

SIRET = "22480001100013"
SECRET = "a-secret-that-the-machine-alone-was-told-ab"
ISSUER = "https://identite.exemple.test"
WHY = ("--reason", "Déménagement")
NEW = "https://pacte.nouveau.test"
NAMES = ("PACTE_HOME", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


@dataclass
class Host:
    """`given`: what its environment says; all else stands under its home."""

    given: Mapping[str, str]
    settings: Settings
    terminal: Terminal
    patch: pytest.MonkeyPatch
    inbox: Inbox
    wiring: Wiring = field(init=False)

    def __post_init__(self) -> None:
        self.wiring = Wiring(self.settings)

    def here(self) -> Terminal:
        """Whoever types now types at this host."""
        for name in NAMES:
            self.patch.delenv(name, raising=False)
        for name, value in self.given.items():
            self.patch.setenv(name, value)
        return self.terminal

    def said(self, *arguments: str) -> Any:
        return self.here().said(*arguments)

    def refused(self, *arguments: str) -> str:
        return self.here().refused(*arguments)

    def told(self, *arguments: str) -> str:
        return self.here().told(*arguments)

    def follow(self, tenant: str = "48") -> None:
        """The follower, the ticker and the worker, until nothing is left to do."""
        following = follower(self.wiring, threading.Event())
        for code in (PLATFORM, tenant):
            while following.turn(code):
                pass
        job.serve(self.wiring)
        queue = queues.notices(str(self.settings.redis_url), self.wiring.pool.database)
        worker(queue).work(burst=True, logging_level="CRITICAL")
        queue.connection.close()
        seal_behind(self.wiring)
        while following.turn(tenant):
            pass

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """As the owner."""
        with psycopg.connect(str(self.settings.database_owner_url), autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def events(self, upto: int | None = None) -> list[tuple[Any, ...]]:
        return self.rows(
            "SELECT notification_id, originator_id, originator_version, recorded_at, topic, state,"
            " envelope FROM t_48.events"
            " WHERE %s::bigint IS NULL OR notification_id <= %s ORDER BY 1",
            upto,
            upto,
        )

    def ask(self, method: str, path: str, **given: Any) -> TestResponse:
        """A new process answers: nothing of before is remembered."""
        self.wiring.gone._known = 0.0, []
        client = create_app(self.wiring, lambda _: None).test_client()
        answer = client.open(path, method=method, **given)
        self.terminal.capsys.readouterr()
        return answer

    def draft(self, token: str, key: str, title: str = "Contrat local") -> TestResponse:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        body = CLS | {"title": title}
        return self.ask("POST", "/api/v1/tenants/48/conventions", json=body, headers=headers)

    def close(self) -> None:
        self.wiring.close()


# Of the first checkpoint; no authority has answered yet.
ASKED = (
    "INSERT INTO t_48.time_stamp (tree, size) SELECT tree, size FROM t_48.checkpoint"
    " WHERE tree = 'log' ORDER BY size LIMIT 1 RETURNING size"
)


def lived(host: Host) -> tuple[Departement, str]:
    """The Lozère, open, with an act that is signed, mails that were sent, and a machine's token."""
    host.said("tenant", "declare", "48", "--siret", SIRET)
    lozere = Departement(host.wiring).found()
    recognised(host.wiring, PREFET)
    host.follow()
    token = machine(host.wiring, lozere)
    lozere.join()
    lozere.open_round()
    host.follow()
    for person in (PREFET, PRESIDENTE):
        lozere.sign(person)
        host.follow()
    host.rows(ASKED)
    return lozere, token


def recognised(wiring: Wiring, person: UUID) -> None:
    with wiring.pool.checkout(roles_of(wiring.pool.database, "48").web) as connection:
        assert logins.bind(connection, "t_48", ISSUER, f"sub-{person}", person)


def machine(wiring: Wiring, lozere: Departement) -> str:
    """A machine of the Département, with a token of its own; an earlier one was revoked."""
    pactes, people = wiring.pactes("48"), wiring.people("48")
    by = _asking(Role.TENANT_ADMIN)
    register = commands.RegisterMachine(
        label="Logiciel",
        role=Role.DEPT_MACHINE,
        organization_id=lozere.organizations[PRESIDENTE],
    )
    machines.register_machine(pactes, people, by, register)
    person_id = by.minted()
    issue = commands.IssueApiToken(
        person_id=person_id,
        scopes=(Scope.READ, Scope.WRITE),
        expires_on=day_of(now()) + timedelta(days=30),
    )
    machines.issue_api_token(pactes, _asking(Role.DEPT_MANAGER), issue, SECRET[::-1])
    lost = members.found(pactes, person_id).tokens[0].token_id
    machines.issue_api_token(pactes, _asking(Role.DEPT_MANAGER), issue, SECRET)
    motive = "Perdu dans le train"
    gone = commands.RevokeApiToken(person_id=person_id, token_id=lost, motive=motive)
    machines.revoke_api_token(pactes, _asking(Role.DEPT_MANAGER), gone)
    return f"pacte_48_{person_id.hex}_{SECRET}"


def _asking(role: Role) -> Ask:
    moment = now()
    who = Caller(
        tenant="48", person_id=uuid4(), role=role.value, side=SIDES[role], auth_method="test"
    )
    return Ask(
        caller=who,
        provenance=Provenance(ProvenanceKind.SYSTEM),
        correlation_id=uuid4(),
        now=moment,
        today=day_of(moment),
        effective_on=BusinessDate(day_of(moment)),
        key=Key(command_id=uuid4(), request_sha256=bytes(32), status=201),
    )


@contextmanager
def embedded(
    servers: Servers, terminal: Terminal, patch: pytest.MonkeyPatch, mail: Path, url: str
) -> Iterator[Host]:
    """Its servers are those of its home: no address is given."""
    with open_inbox(mail) as inbox:
        settings = replace(
            completed(Settings(home=servers.home), servers),
            smtp_url=inbox.url,
            public_url=url,
        )
        yield from _opened(
            Host({"PACTE_HOME": str(servers.home)}, settings, terminal, patch, inbox)
        )


@contextmanager
def given(
    database: Database, redis_url: str, home: Path, terminal: Terminal, patch: pytest.MonkeyPatch
) -> Iterator[Host]:
    """On a PostgreSQL and a Redis that its operator names."""
    with open_inbox(home / "mail") as inbox:
        settings = Settings(
            home=home,
            database_url=database.app_url,
            database_owner_url=database.owner_url,
            redis_url=redis_url,
            smtp_url=inbox.url,
            public_url=NEW,
            secret_key="of this host",
        )
        said = {
            "PACTE_HOME": str(home),
            "DATABASE_URL": database.app_url,
            "DATABASE_OWNER_URL": database.owner_url,
            "REDIS_URL": redis_url,
        }
        yield from _opened(Host(said, settings, terminal, patch, inbox))


def _opened(host: Host) -> Iterator[Host]:
    try:
        yield host
    finally:
        host.close()
