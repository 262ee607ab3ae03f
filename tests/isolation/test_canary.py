"""A word of one tenant is found in nothing that another one was given, whatever was asked.

Every route, command, mail, row, log line and Redis key: new ones are covered without being named.
"""

import gzip
import json
import re
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest

from domain.roles import Role
from infra.cli.main import cli
from infra.demo.living import loire
from infra.embedded.servers import Servers
from infra.store.connections.names import PLATFORM
from tests.isolation.canary import Canary, Given, everything_logged, since, stored
from tests.isolation.marks import MARKS, UUIDS, holds, identities
from tests.isolation.test_pool_returns import rest
from tests.isolation.three import publish
from tests.journeys.world import World, world
from tests.mailbox import open_inbox
from tests.servers import assert_owned_valkey, fresh_database

REPOSITORY = Path(__file__).resolve().parents[2]
PAIRS = list(permutations(MARKS, 2))
SIRET = "22480001100013"
NUMBER = re.compile(r'(?<="version":)[0-9]+|(?<="position":)[0-9]+')
GUEST = ("--email", "{mark}.guest@{code}.test")
AGENT = ("--role", "dept_agent", "--organization", "{organization}")
CLIENT = ("--preset", "keycloak", "--client-id", "pacte", "--client-ref", "x", "--tenant", "{code}")
# Each command that ends by itself, as an operator types it for one tenant.
PAPER = ("--tenant", "{code}", "--kind", "CALPAE", "--from", "1", "--to", "2")
COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "tenant declare": (("{code}", "--siret", SIRET),),
    "import": (("{file}",), ("{file}", "--json")),
    "tenant list": ((), ("--json",)),
    "migrate": ((),),
    "doctor": ((), ("--json",)),
    "openapi": ((),),
    "compare": (PAPER, (*PAPER, "--json")),
    "replay": (
        ("--tenant", "{code}", "--by", "recorded"),
        ("--tenant", "{code}", "--by", "effective", "--until", "2020-01-01", "--json"),
        ("--tenant", "{code}", "--event", "1"),
        ("--tenant", "{code}", "--event", "1", "--json"),
    ),
    "projections status": (("--tenant", "{code}"), ("--tenant", "{code}", "--json"), ()),
    "projections rebuild": (("--tenant", "{code}", "--json"),),
    "notifications due": (("--tenant", "{code}"), ("--tenant", "{code}", "--json"), ()),
    "notifications redrive": (("--tenant", "{code}"),),
    "tenant export": (("{code}", "--to", "{file}.export", "--json"),),
    "audit export": (("--tenant", "{code}", "--output", "{file}.bundle", "--json"),),
    "audit verify": (("{file}.bundle",), ("{file}.bundle", "--json")),
    "tenant suspend": (("{code}", "--reason", "{mark} motive"),),
    "tenant reactivate": (("{code}",),),
    "member invite": (("{code}", "--name", "{mark} person", *GUEST, "--role", "tenant_admin"),),
    "member grant": (("{code}", "{mark}.guest@{code}.test", *AGENT),),
    "member revoke": (("{code}", "{mark}.guest@{code}.test", *AGENT, "--reason", "{mark} motive"),),
    "sso add": (("canari-{code}", "--issuer", "https://idp.test/{code}", *CLIENT),),
    "sso end": (("canari-{code}",),),
    "sso mail": (("{code}",), ("{code}", "--end")),
    "psql": (),
}
# What the hoster is told that only the tenant's own people may, or that something is missing.
REFUSED = ("doctor", "member grant", "member revoke")
EXCUSED = {
    "demo": "plays another story, on servers of its own",
    "up": "starts the four processes, whose work is done here",
    "web": "serves the routes that are driven here",
    "follow": "runs the follower that runs here",
    "work": "runs the worker that runs here",
    "provider": "is the identity provider of the demo, and holds no tenant's data",
    "sso test": "asks a provider outside, about nobody",
    "mandate grant": "is about people of the platform",
    "mandate revoke": "is about people of the platform",
    "tenant import": "takes in what left another host, and says what exporting says",
    "tenant close": "says what suspending and exporting say, and ends the story",
    "person erase": "removes what the story looks for",
    "person erase-text": "as above",
    "audit rotate": "is about the keys of the installation",
    "tick": "enqueues what the follower enqueues here",
}


# The story is told in the set-up of the first test, on whatever machine.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def canary(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    folder = tmp_path_factory.mktemp("canary")
    assert_owned_valkey(servers)
    with (
        rules_as_they_are_shipped(),
        fresh_database(servers) as database,
        open_inbox(folder / "mail") as inbox,
        everything_logged() as logged,
        world(database, servers.redis_url, folder / "home") as here,
    ):
        yield lived(Canary(here, inbox, logged), folder)


@contextmanager
def rules_as_they_are_shipped() -> Iterator[None]:
    """Those that `pacte tenant declare` publishes, once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(World, "publish_rules", lambda here: publish(here.wiring))
        yield


def lived(canary: Canary, folder: Path) -> Canary:
    for tenant in MARKS:
        command(canary, tenant, "tenant declare", folder)
        canary.live(tenant)
        command(canary, tenant, "import", folder)
    canary.settle()
    for tenant in MARKS:
        canary.explore(tenant)
        canary.drive(tenant)
    canary.settle()
    canary.mails()
    for tenant in MARKS:
        canary.dump(tenant)
        for name in COMMANDS:
            command(canary, tenant, name, folder)
    return canary


def command(canary: Canary, tenant: str, name: str, folder: Path) -> None:
    known = {"code": tenant, "mark": MARKS[tenant], "file": plan(folder, tenant)}
    if tenant in canary.drafted:
        known["organization"] = canary.drafted[tenant].organizations["departement"]
    for arguments in COMMANDS[name]:
        filled = [one.format(**known) for one in arguments]
        code = canary.run(tenant, *name.split(), *filled)
        assert code == 0 or name in REFUSED, canary.given[-1]
    for path in sorted(folder.glob(f"{tenant}.json.*/**/*.*")):
        written = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        canary.given.append(Given(tenant, f"export {path.name}", written))


def plan(folder: Path, tenant: str) -> Path:
    """Another département's convention on paper, in the words of this one."""
    mark = MARKS[tenant]
    made = replace(loire.plan(), tenant=tenant, territory_codes=(tenant,))
    document: Any = json.loads(msgspec.json.encode(made))
    path = folder / f"{tenant}.json"
    path.write_text(json.dumps(reworded(document, mark)), encoding="utf-8")
    return path


def reworded(document: Any, mark: str) -> Any:
    if isinstance(document, list):
        return [reworded(each, mark) for each in document]
    if isinstance(document, dict):
        return {
            name: f"{mark} {name} {each}"
            if name in ("title", "legal_name")
            else reworded(each, mark)
            for name, each in document.items()
        }
    return document


def hits(given: list[Given], mark: str) -> list[tuple[str, str]]:
    return [(each.tenant, each.by) for each in given if holds(each.text, mark)]


def to(canary: Canary, tenant: str) -> list[Given]:
    return [each for each in canary.given if each.tenant == tenant]


@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_nothing_that_one_was_given_bears_the_mark_of_the_other(
    canary: Canary, mine: str, theirs: str
) -> None:
    given = to(canary, mine)
    assert hits(given, MARKS[theirs]) == [], f"{len(given)} answers, mails, tables and outputs"
    assert len(given) > 700


@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_nor_an_identity_of_the_other(canary: Canary, mine: str, theirs: str) -> None:
    known = {
        tenant: {
            one
            for each in to(canary, tenant)
            if each.by.startswith(f"table t_{tenant}.") and each.by.endswith("owner")
            for one in identities(each.text)
        }
        for tenant in MARKS
    }
    assert len(known[theirs]) > 150
    seen = {one for each in to(canary, mine) for one in identities(each.text)}
    assert seen & (known[theirs] - shared(canary)) == set()


def shared(canary: Canary) -> set[str]:
    """What the platform publishes to all."""
    log = canary.here.wiring.platform().recorder.select_notifications(1, 1000)
    return {
        one for each in log for one in identities(each.state + str(each.originator_id).encode())
    }


@pytest.mark.parametrize("tenant", MARKS)
def test_the_own_mark_is_found_so_that_it_can_be(canary: Canary, tenant: str) -> None:
    """In answers, mails, rows and outputs; in each kind of text that people write."""
    given, mark = to(canary, tenant), MARKS[tenant]
    found = Counter(by.split()[0] for _, by in hits(given, mark))
    assert found["GET"] > 50, found
    assert found["mail"] > 5, found
    assert found["table"] > 15, found
    assert found["export"] > 0, found
    read = b"\n".join(each.text for each in given if each.by.startswith("GET"))
    for word in ("title", "text", "motive", "legal_name", "person", "description"):
        assert f"{mark} {word}".encode() in read, word
    assert f"{mark}.prefet_signatory@{tenant}.test".encode() in b"".join(
        each.text for each in given if each.by.startswith("mail")
    )


@pytest.mark.parametrize("tenant", MARKS)
def test_every_route_was_driven_and_most_of_them_did_something(canary: Canary, tenant: str) -> None:
    rules = {rule.rule for rule in canary.here.app.url_map.iter_rules()}
    answered: dict[str, set[int]] = {}
    adapter = canary.here.app.url_map.bind("localhost")
    for each in to(canary, tenant):
        method, _, path = each.by.partition(" ")
        if method in ("GET", "POST") and each.status and path.startswith("/"):
            if not adapter.test(path, method):
                continue
            rule, _ = adapter.match(path, method, return_rule=True)
            answered.setdefault(f"{method} {rule.rule}", set()).add(each.status)
    assert {name.split(" ", 1)[1] for name in answered} == rules
    idle = [name for name, codes in answered.items() if min(codes) >= 400]
    assert len(answered) - len(idle) > 42, idle
    assert [name for name, codes in answered.items() if codes == {422}] == []
    pages = [
        each
        for each in to(canary, tenant)
        if each.status == 200 and holds(each.text, MARKS[tenant])
    ]
    assert {each.by.split("/")[1] for each in pages} >= {"api", "t", "compte", "espaces"}


@pytest.mark.parametrize(
    ("mine", "theirs"), [PAIRS[0], pytest.param(*PAIRS[1], marks=pytest.mark.slow)]
)
def test_who_asks_for_what_is_of_the_other_is_given_nothing(
    canary: Canary, mine: str, theirs: str
) -> None:
    """What is another's answers as what does not exist, and so does its address."""
    log = canary.here.wiring.pactes(theirs).recorder
    before = log.max_notification_id()
    asked = canary.drive(mine, of=theirs)
    assert len(asked) > 300
    assert hits(asked, MARKS[theirs]) == []
    nowhere = canary.drive(mine, of="nowhere")
    assert [alike(each) for each in asked] == [alike(each) for each in nowhere]
    there = canary.drive(mine, of=theirs, at=theirs)
    assert hits(there, MARKS[theirs]) == []
    there = [each for each in there if "/tenants/" in each.by]
    assert {each.status for each in there} == {404}
    assert len({unnamed(each.text.partition(b"\n\n")[2].decode()) for each in there}) == 1
    assert log.max_notification_id() == before


def alike(given: Given) -> tuple[str, int, str]:
    """But for what is new in every answer; what the address does not name is one's own."""
    body = given.text.partition(b"\n\n")[2].decode() if identities(given.by.encode()) else ""
    return unnamed(given.by), given.status, unnamed(body)


def unnamed(text: str) -> str:
    return NUMBER.sub("#", UUIDS.sub("*", text))


def test_no_line_of_any_log_bears_what_people_write(canary: Canary, servers: Servers) -> None:
    """Not even the own tenant's: whoever reads logs reads those of all."""
    lines = canary.logged.getvalue().splitlines()
    assert len(lines) > 1000
    assert sum('"tenant": "48"' in line for line in lines) > 300
    assert [line for line in lines if any(holds(line.encode(), m) for m in MARKS.values())] == []
    files = sorted((servers.home / "logs").glob("*.log"))
    assert files
    for path in files:
        text = since(path, 0)
        assert not any(holds(text, mark) for mark in MARKS.values()), path


def test_no_key_and_no_value_in_redis_bears_what_people_write(canary: Canary) -> None:
    """Jobs carry a code and a position; a session says who came in, of one tenant alone."""
    now = stored(str(canary.here.settings.redis_url))
    assert sum(b"notices-" in key for key, _ in canary.queued) > 10
    assert sum(b":session:" in key for key, _ in now) > 50
    for key, value in [*canary.queued, *now]:
        marks = [mark for mark in MARKS.values() if holds(key + value, mark)]
        assert len(marks) <= (b":session:" in key), (key, value)


def test_a_mark_that_strayed_would_be_seen(canary: Canary) -> None:
    """Or the tests above would prove nothing."""
    mark = MARKS["05"]
    for written in (mark, mark.upper(), mark.encode().hex(), f"a{mark}b"):
        assert hits([Given("48", "GET /", written.encode())], mark)
    for text in (mark, f"x {mark} y", f'{{"title":"é{mark}"}}'):
        for before in ("", "a", "ab"):
            encoded = urlsafe_b64encode((before + text).encode())
            assert hits([Given("48", "GET /", encoded)], mark), (before, text)
    with canary.here.wiring.redis as client:
        client.set("strayed", mark)
        found = [value for _, value in stored(str(canary.here.settings.redis_url))]
        client.delete("strayed")
    assert any(holds(value, mark) for value in found)
    assert not hits([Given("48", "GET /", MARKS["48"].encode())], mark)


def test_psql_in_the_role_of_one_shows_nothing_of_the_other(canary: Canary) -> None:
    for table, allowed in (("t_48.person", True), ("t_05.person", False)):
        told = subprocess.run(
            [
                sys.executable,
                "-m",
                "infra.cli.main",
                "psql",
                "--as",
                "t_48",
                "-c",
                f"TABLE {table}",
            ],
            cwd=REPOSITORY,
            env=canary.here.settings.for_children(),
            capture_output=True,
            check=False,
        )
        said = told.stdout + told.stderr
        assert (told.returncode == 0) == allowed, said
        assert holds(said, MARKS["48"]) == allowed
        assert not holds(said, MARKS["05"])


def test_every_command_is_driven_or_has_a_reason_not_to_be() -> None:
    known = set(leaves(cli, ()))
    assert known == COMMANDS.keys() | EXCUSED.keys(), "say in COMMANDS how it is called"


def leaves(group: click.Group, path: tuple[str, ...]) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from leaves(found, (*path, name))
        else:
            yield " ".join((*path, name))


def test_at_rest_no_session_of_the_pool_keeps_anything_of_a_tenant(canary: Canary) -> None:
    idle = list(canary.here.wiring.pool._idle)
    assert idle
    with canary.here.wiring.pool.checkout(idle[-1].role or "") as held:
        assert rest(held) == []


def test_the_nation_sees_what_is_signed_of_both(canary: Canary) -> None:
    """The one reader of several tenants: what it is given is no leak, and shows that both stand."""
    canary.acting = PLATFORM
    viewer = canary.here.person(Role.NATIONAL_VIEWER, PLATFORM)
    answer = viewer.client.get("/api/v1/national/overview", headers=viewer.headers())
    assert answer.status_code == 200, answer.text
    assert all(holds(answer.data, mark) for mark in MARKS.values())
