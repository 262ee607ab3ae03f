"""Servers shared, killed, started again, and refused, on real processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from infra.embedded import postgres, valkey
from infra.embedded.processes import gone
from infra.embedded.refusal import ServersRefused
from infra.embedded.servers import Servers
from infra.settings import Settings
from tests.servers import (
    folder_for_servers,
    kill_postgres,
    kill_valkey,
    own_servers,
    start_apart,
)

USER = """
import sys, time
from pathlib import Path
from infra.embedded.servers import Servers
from infra.settings import Settings
home = Path(sys.argv[1])
servers = Servers.start(home, Settings(home=home))
print(servers.state.pg_pid, servers.state.valkey_pid, flush=True)
sys.stdin.read()
servers.stop()
"""


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, condition
        time.sleep(0.02)


def other_user(home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def pids(user: "subprocess.Popen[str]") -> list[int]:
    assert user.stdout
    return [int(pid) for pid in user.stdout.readline().split()]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with own_servers(tmp_path_factory.mktemp("own")) as servers:
        yield servers


def count(servers: Servers) -> int:
    with psycopg.connect(servers.owner_url or "") as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row
    return int(row[0])


def test_what_was_committed_survives_a_killed_postgres(own: Servers) -> None:
    with psycopg.connect(own.owner_url or "", autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (id int PRIMARY KEY)")
        connection.execute("INSERT INTO kept VALUES (1)")
    for _ in range(2):
        kill_postgres(own)
        wait_until(lambda: not own.standing())
        own.revive()
        assert count(own) == 1


def test_a_queue_survives_a_killed_valkey(own: Servers) -> None:
    with redis.Redis.from_url(own.redis_url) as client:
        client.set("job", "due")
        # What `everysec` may lose is what the outbox drives again; here it is on disk.
        client.waitaof(1, 0, 5000)
        kill_valkey(own)
    wait_until(lambda: not own.standing())
    own.revive()
    with redis.Redis.from_url(own.redis_url) as client:
        assert client.get("job") == b"due"


def test_a_taken_port_is_left_to_who_holds_it(own: Servers) -> None:
    before = own.state.pg_port
    kill_postgres(own)
    wait_until(lambda: not own.standing())
    with socket.create_server(("127.0.0.1", before)):
        own.revive()
        assert own.state.pg_port not in (before, 0)
        with psycopg.connect(own.owner_url or "") as connection:
            assert connection.info.port == own.state.pg_port < 32768


def test_passwords_are_kept_from_other_accounts_and_from_logs(own: Servers) -> None:
    secrets = [value for name, value in json_state(own).items() if "password" in name]
    assert len(secrets) == 4
    for name in ("state.json", "valkey/valkey.conf"):
        assert (own.home / name).stat().st_mode & 0o077 == 0
    written = "".join(path.read_text() for path in (own.home / "logs").iterdir())
    assert not [secret for secret in secrets if str(secret) in written]
    for pid in (own.state.pg_pid, own.state.valkey_pid):
        command = Path(f"/proc/{pid}/cmdline").read_text()
        assert not [secret for secret in secrets if str(secret) in command]


def json_state(servers: Servers) -> dict[str, object]:
    return dict(json.loads((servers.home / "state.json").read_text()))


def test_the_starter_leaves_and_the_adopter_keeps_the_servers(own: Servers) -> None:
    with other_user(own.home) as adopter:
        shared = pids(adopter)
        assert shared == [own.state.pg_pid, own.state.valkey_pid]
        own.stop()
        assert not any(gone(pid) for pid in shared)
        adopter.communicate("")
        assert all(gone(pid) for pid in shared)
    restarted = Servers.start(own.home, Settings(home=own.home))
    own.state, own._users = restarted.state, restarted._users


def test_of_two_starters_at_once_one_adopts() -> None:
    with folder_for_servers("two") as folder:
        with other_user(folder / "home") as one, other_user(folder / "home") as two:
            first, second = pids(one), pids(two)
            assert first == second
            one.communicate("")
            assert not any(gone(pid) for pid in second)
            two.communicate("")
        assert all(gone(pid) for pid in second)


@pytest.mark.slow
def test_a_killed_user_takes_the_servers_along_and_the_next_starts() -> None:
    with folder_for_servers("killed") as folder:
        with other_user(folder / "home") as user:
            left = pids(user)
            user.kill()
        wait_until(lambda: all(gone(pid) for pid in left))
        with other_user(folder / "home") as user:
            started = pids(user)
            guardian = int(
                Path(f"/proc/{started[0]}/stat").read_text().rpartition(")")[2].split()[1]
            )
            os.kill(guardian, signal.SIGKILL)
            wait_until(lambda: gone(started[0]))
            user.communicate("")
        assert gone(started[1])
        data = postgres.folder_of(folder / "home") / "PG_VERSION"
        data.write_text("14\n")
        with pytest.raises(ServersRefused, match="PostgreSQL 14"):
            Servers.start(folder / "home", Settings(home=folder / "home"))
        (folder / "home" / "state.json").unlink()
        with pytest.raises(ServersRefused, match="a disparu"):
            Servers.start(folder / "home", Settings(home=folder / "home"))


def test_a_failed_start_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServersRefused, match="PACTE_HOME"):
        Servers.start(tmp_path / "file" / "home", Settings(home=tmp_path))


@pytest.mark.slow
def test_a_home_behind_a_link_is_its_own(tmp_path: Path) -> None:
    with folder_for_servers(tmp_path.name) as folder:
        (folder / "real").mkdir(mode=0o711)
        (folder / "link").symlink_to(folder / "real")
        servers = start_apart(folder / "link" / "home")
        try:
            assert valkey.answers(servers.home, servers.state)
            assert postgres.answers(servers.home, servers.state)
        finally:
            servers.stop()


def test_a_stranger_on_the_port_is_not_adopted(own: Servers) -> None:
    stolen = own.state
    assert postgres.answers(own.home, stolen)
    assert not postgres.answers(own.home.parent, stolen)
    assert not valkey.answers(own.home.parent, stolen)
