"""`pacte up` and each of its processes killed -9 in turn while people write: nothing is missing."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Thread
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen
from uuid import UUID, uuid4

import psutil
import psycopg
import pytest

from infra.demo.personas import persona, token
from infra.embedded import postgres
from infra.embedded.roles import OWNER
from infra.embedded.state import State
from infra.settings import Settings
from tests.ports import own_port
from tests.servers import folder_for_servers
from tests.shown.told import REPOSITORY, environment, logged

pytestmark = pytest.mark.slow
READY = re.compile(r"Pacte est prêt\s:\s(http://127\.0\.0\.1:\d+)")
TITLED = re.compile(r"Projet [0-9a-f-]{36}")
PROCESSES = ("web", "follow", "work", "tick")
PATIENCE_SECONDS = 60.0
DRAFT = {
    "kind": "CLS",
    "starts_on": "2024-01-01",
    "ends_on": "2027-12-31",
    "territory_codes": ["48"],
    "axes": [1],
}


class Missing(Exception):
    """No such process now."""


@dataclass
class Site:
    """One home with its runner; it is asked on the same port whoever dies."""

    home: Path
    listen: str
    runner: "subprocess.Popen[str]" = field(init=False)
    draining: Thread = field(init=False)

    def up(self) -> None:
        self.runner = subprocess.Popen(
            [sys.executable, "-m", "infra.cli.main", "up", "--demo"],
            cwd=REPOSITORY,
            env=environment(self.home) | {"PACTE_LISTEN": self.listen, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.runner.stdout
        assert any(map(READY.search, self.runner.stdout)), logged(self.home)
        self.draining = Thread(target=self.runner.stdout.read)
        self.draining.start()

    def ended(self) -> int:
        """Its code; its processes hold its output open until they are gone too."""
        code = self.runner.wait(PATIENCE_SECONDS)
        self.draining.join()
        assert self.runner.stdout
        self.runner.stdout.close()
        return code

    def process(self, name: str) -> psutil.Process:
        for child in psutil.Process(self.runner.pid).children():
            with suppress(psutil.NoSuchProcess):  # one that just died stays for a moment
                if name in child.cmdline():
                    return child
        raise Missing(name)

    def replaced(self, name: str, pid: int) -> bool:
        return bool(self.process(name).pid != pid)

    def wait_for(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with suppress(Missing):
                if done():
                    return
            time.sleep(0.05)
        raise AssertionError(logged(self.home))

    def server(self, name: str) -> psutil.Process:
        state = State.load(self.home)
        found = psutil.Process({"postgres": state.pg_pid, "valkey": state.valkey_pid}[name])
        assert str(self.home) in " ".join(found.cmdline()) or found.cwd().startswith(str(self.home))
        return found


@dataclass
class Writer:
    """Drafts one convention after the other, each under a key, asked again until it is answered."""

    site: Site
    acknowledged: dict[UUID, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    stopping: Event = field(default_factory=Event)

    def write(self) -> None:
        while not self.stopping.is_set():
            key = str(uuid4())
            while not (self._asked(key) or self.refused or self.stopping.is_set()):
                self.stopping.wait(0.05)

    def _asked(self, key: str) -> bool:
        secret = State.load(self.site.home).secret_key
        settings = Settings(home=self.site.home, secret_key=secret, demo=True)
        asked = Request(
            f"http://{self.site.listen}/api/v1/tenants/48/conventions",
            json.dumps({**DRAFT, "title": f"Projet {key}"}).encode(),
            {
                "Authorization": f"Bearer {token(settings, persona('48', 'agent'))}",
                "Content-Type": "application/json",
                "Idempotency-Key": key,
            },
        )
        try:
            with urlopen(asked, timeout=10) as answer:  # noqa: S310
                receipt = json.load(answer)
        except HTTPError as error:
            if error.code < 500:
                self.refused.append(f"{error.code} {error.read(300).decode()}")
            return False
        except (OSError, URLError, ValueError):
            return False
        self.acknowledged[UUID(receipt["id"])] = receipt["position"]
        return True

    def more(self, count: int = 5) -> None:
        """Waits until it was answered some times more."""
        goal, deadline = len(self.acknowledged) + count, time.monotonic() + PATIENCE_SECONDS
        while len(self.acknowledged) < goal:
            assert not self.refused
            assert time.monotonic() < deadline, logged(self.site.home)
            self.stopping.wait(0.05)


@pytest.fixture
def site() -> Iterator[Site]:
    with folder_for_servers("killed") as folder:
        made = Site(folder / "home", f"127.0.0.1:{own_port()}")
        made.up()
        try:
            yield made
        finally:
            made.runner.send_signal(signal.SIGINT)
            code = made.ended()
        assert code == 0


def behind(site: Site) -> list[str]:
    """What follows the log of that département and has not come to its head."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "infra.cli.main",
            "projections",
            "status",
            "--tenant",
            "48",
            "--json",
        ],
        cwd=REPOSITORY,
        env=environment(site.home),
        capture_output=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert found
    return [one["projection"] for one in found if one["position"] != one["head"]]


def test_whoever_is_killed_nothing_acknowledged_is_missing_or_there_twice(site: Site) -> None:
    writer = Writer(site)
    thread = Thread(target=writer.write)
    thread.start()
    try:
        writer.more()
        for name in PROCESSES:
            dead = site.process(name)
            dead.kill()
            site.wait_for(partial(site.replaced, name, dead.pid))
            writer.more()
        for server in ("valkey", "postgres"):
            site.server(server).kill()
            writer.more()
        site.runner.kill()
        site.ended()
        site.up()
        writer.more()
    finally:
        writer.stopping.set()
        thread.join()
    assert writer.refused == []
    site.wait_for(lambda: behind(site) == [])
    state = State.load(site.home)
    with psycopg.connect(postgres.url(state, OWNER, state.owner_password)) as connection:
        stored = connection.execute(
            "SELECT notification_id, originator_id, convert_from(state, 'UTF8')"
            " FROM t_48.events ORDER BY 1"
        ).fetchall()
    assert [position for position, _, _ in stored] == list(range(1, len(stored) + 1))
    positions = {(stream, position) for position, stream, _ in stored}
    assert writer.acknowledged.items() <= positions
    keys = [found[0] for _, _, text in stored if (found := TITLED.search(text))]
    assert len(keys) == len(set(keys)) >= len(writer.acknowledged)
