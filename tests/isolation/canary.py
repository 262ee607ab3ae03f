"""Two départements that live through everything, and all that each of them was given."""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import redis
import structlog
from click.testing import CliRunner
from eventsourcing.application import AggregateNotFoundError
from flask.testing import FlaskClient
from psycopg import sql
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from domain.convention.convention import Convention
from domain.envelope import event_id
from domain.roles import Role
from infra import logs
from infra import queue as queues
from infra.cli.main import cli
from infra.mail import job
from infra.mail.inbox import Inbox
from infra.store.connections.names import roles_of, schema_of
from infra.web.paths import VersionNo
from infra.wiring import Wiring
from services.ports import Person as Beside
from tests.isolation.bodies import Bodies, texts
from tests.isolation.marks import MARKS, identities
from tests.isolation.seats import Seats
from tests.journeys.story import FAR, Story
from tests.journeys.test_every_route import METHODS
from tests.journeys.world import World
from tests.post import wait_until, worker


@dataclass(frozen=True)
class Given:
    """What somebody of a tenant was answered, sent or shown, and by what."""

    tenant: str
    by: str
    text: bytes
    status: int = 0


@dataclass
class Canary:
    """`acting`: for whom the next requests are. `given` is all that came out, in order."""

    here: World
    inbox: Inbox
    logged: StringIO
    acting: str = ""
    given: list[Given] = field(default_factory=list)
    signed: dict[str, "Marked"] = field(default_factory=dict)
    drafted: dict[str, "Marked"] = field(default_factory=dict)
    known: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    signing: dict[str, "Marked"] = field(default_factory=dict)
    queued: list[tuple[bytes, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seats = Seats(self.here, {})
        self.seats.open()
        self.here.app.test_client_class = recording(self)
        self.document = json.loads(self.here.app.test_client().get(DOCUMENT).data)

    def live(self, tenant: str) -> None:
        """People, organizations, conventions: one signed and changed, a draft, one to be signed."""
        self.acting = tenant
        for role in Role:
            self.here.wiring.people(tenant).create(self._person(tenant, role))
        signed = Marked(self.here, tenant, words=texts(self.document))
        signed.registry()
        signed.draft()
        signed.partner_joins()
        signed.sign()
        signed.avenant()
        drafted, signing = (
            Marked(self.here, tenant, words=signed.words, organizations=signed.organizations)
            for _ in range(2)
        )
        drafted.draft()
        signing.draft()
        signing.open()
        for role in SEATED:
            self.seats.seat(drafted.person(role).caller)
        self.signed[tenant], self.drafted[tenant] = signed, drafted
        self.signing[tenant] = signing

    def explore(self, tenant: str) -> None:
        """All read all that is signed."""
        for method, url, rule in self.routes(tenant, tenant):
            if method == "GET":
                for role in asking(rule, all_of=Role if rule.rule.startswith("/api/") else SEATED):
                    self.request(tenant, role, method, url)
        self.learn()

    def learn(self) -> None:
        """The identities of what was read."""
        for each in self.given:
            if each.by.startswith("GET"):
                with suppress(ValueError):
                    gather(json.loads(each.text.partition(b"\n\n")[2]), self.known[each.tenant])

    def drive(self, tenant: str, *, of: str | None = None, at: str | None = None) -> list[Given]:
        """Every route, with the things of `of`, at the address of `at`, and what was answered."""
        first, bodies = len(self.given), self._bodies(of or tenant, tenant)
        for method, url, rule in self.routes(at or tenant, of or tenant):
            body = None if method == "GET" else bodies.of(rule.rule, method) or {}
            for role in asking(rule, all_of=CHANGING):
                version = 1 if method == "GET" else self._version(of or tenant, url)
                self.request(tenant, role, method, url, json=body, version=version)
        return self.given[first:]

    def request(
        self, tenant: str, role: Role, method: str, url: str, *, json: Any = None, version: int = 1
    ) -> None:
        self.acting, person = tenant, self.drafted[tenant].person(role)
        if role in SEATED and not url.startswith(("/api/", "/health/", "/metrics")):
            self._browse(tenant, role, method, url)
        headers = person.headers() | {"Idempotency-Key": str(uuid4()), "If-Match": f'"v{version}"'}
        with person.client.open(url, method=method, headers=headers, json=json) as answer:
            assert answer.status_code < 500, (method, url, answer.get_data())

    def _browse(self, tenant: str, role: Role, method: str, url: str) -> None:
        """The same as somebody who signed in; with all that the forms of the pages hold."""
        client, mark = self.here.app.test_client(), MARKS[tenant]
        csrf = self.seats.sign_in(client, tenant, role, mark)
        form = None
        if method != "GET":
            given = {"tenant": tenant, "grant": str(self.seats.grants[tenant, role])}
            form = self.signing[tenant].form(self._newest(tenant, "signatory_id")) | given
            form |= {"csrf": csrf, "motive": f"{mark} motive", "key": str(uuid4())}
        asked = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
        with client.open(url, method=method, headers=asked, data=form) as answer:
            assert answer.status_code < 500, (method, url, answer.get_data())

    def settle(self) -> None:
        """Until the follower has taken in everything, and every mail has left."""
        self.followed()
        settings = replace(self.here.settings, smtp_url=self.inbox.url, public_url=PUBLIC)
        wiring = Wiring(settings.without_owner())
        job.serve(wiring)
        queue = queues.notices(str(settings.redis_url), self.here.wiring.pool.database)
        self.queued += stored(str(settings.redis_url))
        worker(queue).work(burst=True, logging_level="DEBUG")
        self.queued += stored(str(settings.redis_url))
        queue.connection.close()

    def followed(self) -> None:
        with psycopg.connect(str(self.here.settings.database_owner_url)) as connection:
            for tenant in MARKS:
                wait_until(partial(caught_up, connection, schema_of(tenant)))

    def run(self, tenant: str, *arguments: str) -> int:
        """A command as the operator types it for that tenant; its exit code."""
        told = CliRunner().invoke(
            cli, arguments, env=self.here.settings.for_children(), standalone_mode=False
        )
        said = f"{told.output}{told.stderr}{told.exception or ''}"
        self.given.append(Given(tenant, f"pacte {' '.join(arguments)}", said.encode()))
        return told.exit_code

    def mails(self) -> None:
        """What people were written, with every part read as a mail program reads it."""
        for message in self.inbox.messages():
            tenant = str(message["Delivered-To"]).rpartition("@")[2].partition(".")[0]
            parts = [str(message.items()).encode(), message.as_bytes()]
            for part in message.walk():
                if not part.is_multipart():
                    content = part.get_payload(decode=True)
                    parts.append(content if isinstance(content, bytes) else b"")
            self.given.append(Given(tenant, f"mail {message['Subject']}", b"\n".join(parts)))

    def dump(self, tenant: str) -> None:
        """All tables of its schema, and all that its roles may read anywhere."""
        schema = schema_of(tenant)
        roles = roles_of(self.here.wiring.pool.database, tenant)
        with psycopg.connect(str(self.here.settings.database_owner_url)) as connection:
            self._dump(tenant, "owner", connection, sql.SQL(OF_SCHEMA).format(sql.Literal(schema)))
        for role in (roles.web, roles.follow):
            with self.here.wiring.pool.checkout(role) as held:
                self._dump(tenant, role, held, sql.SQL(READABLE))

    def _dump(self, tenant: str, role: str, connection: Any, which: sql.Composable) -> None:
        for schema, table in connection.execute(which).fetchall():
            rows = sql.SQL("SELECT each::text FROM {} AS each").format(
                sql.Identifier(schema, table)
            )
            lines = [line for (line,) in connection.execute(rows)]
            self.given.append(
                Given(tenant, f"table {schema}.{table} as {role}", "\n".join(lines).encode())
            )

    def _person(self, tenant: str, role: Role) -> Beside:
        mark = MARKS[tenant]
        return Beside(
            person_id=self.here.caller(role, tenant).person_id,
            display_name=f"{mark} person {role}",
            civility="Madame",
            email=f"{mark}.{role}@{tenant}.test",
        )

    def routes(self, code: str, of: str) -> list[tuple[str, str, Rule]]:
        """With the newest of whatever the address names."""
        app = self.here.app
        with app.test_request_context():
            adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
            return [
                (method, adapter.build(rule.endpoint, values, method), rule)
                for rule in app.url_map.iter_rules()
                for method in sorted((rule.methods or set()) & METHODS)
                for values in [self._values(rule, method, code, of)]
            ]

    def _values(self, rule: Rule, method: str, code: str, of: str) -> dict[str, Any]:
        """What is changed is the draft; what is read is what is signed, and the own draft."""
        given: dict[str, Any] = {"code": code} if "code" in rule.arguments else {}
        for name, converter in rule._converters.items():
            if name != "code":
                named = UUID(self._newest(of, name)) if name.endswith("_id") else None
                given[name] = SIGNS.get(type(converter), named) or named or "index.html"
        if "event" in given:
            given["event"] = event_id(UUID(self._newest(of, "convention_id")), 1)
        if "convention_id" in given and of in self.signed:
            if not rule.rule.startswith("/api/"):
                given["convention_id"] = UUID(self.signing[of].convention)
            elif method == "GET" and not (code == of and of in self.known):
                given["convention_id"] = UUID(self.signed[of].convention)
        return given

    def _newest(self, tenant: str, name: str) -> str:
        """Of a tenant that is none, nothing is known: an identity that nobody minted."""
        if name == "convention_id" and tenant in self.drafted:
            return self.drafted[tenant].convention
        known = self.known[tenant].get(name) if tenant in self.known else None
        return known[-1] if known else str(uuid4())

    def _bodies(self, of: str, tenant: str) -> Bodies:
        return Bodies(self.document, MARKS[tenant], tenant, lambda name: self._newest(of, name))

    def _version(self, tenant: str, url: str) -> int:
        named = sorted(identities(url.encode()), key=url.index) if tenant in MARKS else []
        try:
            found: Any = self.here.wiring.pactes(tenant).repository.get(UUID(named[0]))
        except (IndexError, AggregateNotFoundError):
            return 1
        return int(found.version)


@dataclass
class Marked(Story):
    """The same story, with the mark of its tenant in every text that people write."""

    words: set[str] = field(default_factory=set)

    def open(self) -> None:
        """To signature."""
        self.change(Role.DEPT_MANAGER, "submission", {})
        self.change(Role.DEPT_MANAGER, "agreements", {})
        self.change(Role.STATE_AGENT, "agreements", {})
        self.change(Role.DEPT_MANAGER, "versions", {"effective_from": "2024-01-01"})
        self.change(Role.DEPT_MANAGER, "signature-rounds", {"deadline": FAR})

    def form(self, signatory: str) -> dict[str, str]:
        """Of the page on which one signs."""
        found = self.here.wiring.pactes(self.tenant).load(Convention, UUID(self.convention))
        frozen = found.frozen.content_hash if found.frozen else ""
        return {"signatory": signatory, "hash": frozen, "version": str(found.version)}

    def ask(self, role: Role, path: str, body: Any, match: int | None = None) -> dict[str, Any]:
        mark = MARKS[self.tenant]
        marked = {
            name: f"{mark} {name} {value}" if name in self.words and value else value
            for name, value in body.items()
        }
        if "territory_codes" in marked:
            marked["territory_codes"] = [self.tenant]
        return super().ask(role, path, marked, match)


CHANGING = (
    Role.DEPT_MANAGER,
    Role.STATE_AGENT,
    Role.TENANT_ADMIN,
    Role.PARTNER_AGENT,
    Role.DEPT_SIGNATORY,
    Role.PREFET_SIGNATORY,
    Role.PARTNER_SIGNATORY,
)
SEATED = (*CHANGING, Role.DEPT_AGENT)
# By the form of a part of an address: what stands there.
SIGNS: dict[type, Any] = {IntegerConverter: 1, VersionNo: 1}
RECEIVING = ("mail.log", "mail.debug")
DOCUMENT = "/api/v1/openapi.json"
PUBLIC = "https://pacte.exemple.test"
# The same whoever asks.
FOR_ALL = ("/health/", "/metrics", "/api/docs", DOCUMENT, "/static/", "/auth/", "/connexion")
OF_SCHEMA = """
SELECT nspname, relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname = {}
"""
READABLE = r"""
SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname LIKE 't\_%'
AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
"""
BEHIND = """
SELECT coalesce(max(notification_id), 0) - (SELECT min(position) FROM {0}.positions)
FROM {0}.events
"""


def asking(rule: Rule, all_of: Iterable[Role]) -> Iterable[Role]:
    return CHANGING[:1] if rule.rule.startswith(FOR_ALL) else all_of


def caught_up(connection: Any, schema: str) -> bool:
    statement = sql.SQL(BEHIND).format(sql.Identifier(schema))
    with connection.transaction():
        row = connection.execute(statement).fetchone()
    return bool(row == (0,))


def recording(canary: Canary) -> type[FlaskClient]:
    class Recording(FlaskClient):
        def open(self, *asked: Any, **given: Any) -> TestResponse:
            answer = super().open(*asked, **given)
            head = f"{answer.status}\n{answer.headers}".replace("\r\n", "\n").strip()
            by = f"{answer.request.method} {answer.request.path}"
            text = head.encode() + b"\n\n" + answer.data
            canary.given.append(Given(canary.acting, by, text, answer.status_code))
            return answer

    return Recording


def stored(url: str) -> list[tuple[bytes, bytes]]:
    """Every key of the server, and what stands under it."""
    found = []
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter(count=1000):
            kind = client.type(key)
            read = READERS[kind]
            found.append((key, repr(read(client, key)).encode()))
    return found


READERS: dict[bytes, Any] = {
    b"string": lambda client, key: client.get(key),
    b"hash": lambda client, key: client.hgetall(key),
    b"list": lambda client, key: client.lrange(key, 0, -1),
    b"set": lambda client, key: client.smembers(key),
    b"zset": lambda client, key: client.zrange(key, 0, -1, withscores=True),
    b"stream": lambda client, key: client.xrange(key),
    b"none": lambda _client, _key: None,
}


def gather(document: Any, known: dict[str, list[str]]) -> None:
    if isinstance(document, list):
        for each in document:
            gather(each, known)
    elif isinstance(document, dict):
        for name, value in document.items():
            if name.endswith("_id") and isinstance(value, str) and name != "correlation_id":
                known[name].append(value)
            gather(value, known)


@contextmanager
def everything_logged() -> Iterator[StringIO]:
    """What a process would write to standard error, at its most talkative."""
    root, text = logging.getLogger(), StringIO()
    before, level = list(root.handlers), root.level
    logs.configure("DEBUG")
    # Not ours: the server that receives, which a test runs in the same process.
    for name in RECEIVING:
        logging.getLogger(name).setLevel(logging.WARNING)
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(text)
    try:
        yield text
    finally:
        structlog.reset_defaults()
        for name in RECEIVING:
            logging.getLogger(name).setLevel(logging.NOTSET)
        root.handlers[:] = before
        root.setLevel(level)


def since(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read()
