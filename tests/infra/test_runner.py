"""`pacte up` on real servers, with stand-ins for the processes."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import psycopg
import pytest

from infra.embedded.connected import completed
from infra.embedded.processes import REPOSITORY, gone
from infra.embedded.refusal import ServersRefused
from infra.embedded.servers import Servers
from infra.runner.child import Child, ChildFailed
from infra.runner.sessions import end_session
from infra.runner.stack import BETWEEN_SERVER_LOOKS, Stack
from infra.settings import Settings
from tests.ports import own_port
from tests.servers import folder_for_servers


@contextmanager
def up(home: Path) -> Iterator["subprocess.Popen[str]"]:
    environment = {"PACTE_HOME": str(home), "PATH": os.defpath, "PYTHONUNBUFFERED": "1"}
    environment["PACTE_LISTEN"] = f"127.0.0.1:{own_port()}"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.infra.stand_ins"],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def home() -> Iterator[Path]:
    with folder_for_servers("up") as folder:
        yield folder / "home"


def read_until(process: "subprocess.Popen[str]", wanted: str) -> list[str]:
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if wanted in line:
            return lines
    raise AssertionError("\n".join(lines))


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def children_of(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(pid) for thread in threads for pid in thread.read_text().split()]


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


def server_pids(home: Path) -> list[int]:
    state = json.loads((home / "state.json").read_text())
    return [state["pg_pid"], state["valkey_pid"]]


def test_up_starts_in_order_heals_and_leaves_nothing_behind(home: Path) -> None:
    with up(home) as process:
        assert "migration home" in read_until(process, "est prêt")
        children = children_of(process.pid)
        assert len(children) == 5
        owners = [pid for pid in children if b"DATABASE_OWNER_URL=" in environment_of(pid)]
        assert owners == children[4:], "the owner's address goes to the administering one alone"
        [orphan] = children_of(children[1])
        os.kill(children[1], signal.SIGKILL)
        read_until(process, "follow s’est arrêté")
        wait_until(lambda: len(set(children_of(process.pid)) - set(children)) == 1)
        assert gone(orphan)
        valkey = server_pids(home)[1]
        os.kill(valkey, signal.SIGKILL)
        read_until(process, "un serveur s’est arrêté")
        wait_until(lambda: server_pids(home)[1] != valkey)
        left = [*children_of(process.pid), *server_pids(home)]
        process.send_signal(signal.SIGINT)
        said = "\n".join(read_until(process, "Pacte est arrêté."))
        assert process.wait(60) == 0
    assert all(gone(pid) for pid in left)
    stops = [said.index(f"{name} stops before the servers") for name in ("tick", "work", "web")]
    assert stops == sorted(stops)


@pytest.mark.slow
def test_a_second_up_says_where_the_first_serves(home: Path) -> None:
    with up(home) as first:
        url = read_until(first, "est prêt")[-1].split()[4]
        assert url.startswith("http://127.0.0.1:")
        with up(home) as second:
            said = read_until(second, "tourne déjà")[-1]
            assert second.wait(60) == 1
        assert f"sur {url}." in said
        first.send_signal(signal.SIGTERM)
        read_until(first, "Pacte est arrêté.")


@pytest.mark.slow
def test_a_killed_runner_takes_all_along_and_up_works_again(home: Path) -> None:
    with up(home) as process:
        read_until(process, "est prêt")
        left = [*children_of(process.pid), *server_pids(home)]
        process.kill()
        wait_until(lambda: all(gone(pid) for pid in left))
    with up(home) as process:
        read_until(process, "est prêt")
        process.send_signal(signal.SIGINT)
        read_until(process, "Pacte est arrêté.")


def test_a_process_that_cannot_start_is_quoted(tmp_path: Path) -> None:
    lines: list[str] = []
    child = Child("web", lines.append, argv=(sys.executable, "-c", "print('no port left')"))
    child.start(Settings(home=tmp_path))
    with pytest.raises(ChildFailed, match="web n’a pas démarré"):
        child.wait_ready(threading.Event())
    child.stop()
    assert lines == ["web    | no port left"]


def test_the_descendants_of_a_killed_process_are_ended(tmp_path: Path) -> None:
    program = "import subprocess, sys; print(subprocess.Popen(['sleep', '60']).pid, flush=True)"
    with subprocess.Popen(
        [sys.executable, "-c", f"{program}; sys.stdin.read()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        assert parent.stdout
        orphan = int(parent.stdout.readline())
        parent.kill()
    assert not gone(orphan)
    end_session(parent.pid)
    wait_until(lambda: gone(orphan))


@dataclass
class Failing:
    """Servers that lie down, and come up at the third try."""

    home: Path
    left: list[Exception]
    stands: bool = False
    database_url: str = "postgresql://nobody@127.0.0.1:1/x"
    owner_url: str | None = None
    redis_url: str = "redis://127.0.0.1:1/0"

    def standing(self) -> bool:
        return self.stands

    def revive(self) -> None:
        if self.left:
            raise self.left.pop(0)
        self.stands = True


def test_a_server_that_cannot_be_revived_is_tried_again(tmp_path: Path) -> None:
    """A disk that is full for a minute must not end everything else."""
    told: list[str] = []
    errors = [psycopg.OperationalError("secret"), ServersRefused("no room"), OSError("disk")]
    servers = Failing(tmp_path, errors)
    settings = completed(Settings(home=tmp_path, secret_key="x"), cast("Servers", servers))
    one = Stack(settings, cast("Servers", servers), [], told.append)
    for _ in range(4):
        one._servers_seen = -BETWEEN_SERVER_LOOKS
        one._look_after_servers()
    assert servers.stands
    names = [line.partition("(")[2].partition(")")[0] for line in told if "(" in line]
    assert names == ["OperationalError", "OSError"]
    assert "no room" in told
    assert not any("secret" in line for line in told)


def test_a_signal_whose_exception_was_lost_stops_it_all_the_same(tmp_path: Path) -> None:
    interrupted = threading.Event()
    interrupted.set()
    nothing = cast("Servers", None)
    with pytest.raises(KeyboardInterrupt):
        Stack(Settings(home=tmp_path), nothing, [], print).wait(interrupted)
