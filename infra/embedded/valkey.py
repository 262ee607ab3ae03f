"""The embedded Valkey: password, loopback only, append-only file."""

import signal
import time
from pathlib import Path

import redis

from infra.embedded import ports
from infra.embedded.binaries import find_valkey
from infra.embedded.processes import (
    gone,
    last_lines,
    log_file,
    start_guarded,
    stop_server,
    works_in,
)
from infra.embedded.refusal import ServersRefused
from infra.embedded.state import State, write_private

TRIES = 20
LOADING_SECONDS = 60


def url(state: State) -> str:
    return f"redis://:{state.valkey_password}@127.0.0.1:{state.valkey_port}/0"


def folder_of(home: Path) -> Path:
    return home / "valkey"


def stands(home: Path, state: State) -> bool:
    return works_in(state.valkey_pid, folder_of(home))


def answers(home: Path, state: State) -> bool:
    """Whether this home's own server is there, with its password and its folder."""
    if not stands(home, state):
        return False
    try:
        with redis.Redis.from_url(url(state), socket_timeout=5) as client:
            client.ping()
            return Path(client.config_get("dir")["dir"]) == folder_of(home)
    except redis.RedisError:
        return False


def start(home: Path, state: State) -> None:
    """Adopt, or start on the port of last time or the next free one."""
    if stands(home, state) and _came_up(home, state):
        return
    folder_of(home).mkdir(mode=0o700, exist_ok=True)
    for _ in range(TRIES):
        state.valkey_port = ports.free_port(state.valkey_port or ports.VALKEY)
        state.valkey_pid = start_guarded(
            [str(find_valkey()), str(_configure(home, state))],
            home=home,
            folder=folder_of(home),
            stop=signal.SIGTERM,
            account=None,
        )
        if _came_up(home, state):
            return
    log = log_file(home, find_valkey().name)
    raise ServersRefused(f"Valkey ne démarre pas. Fin de {log}\u00a0:\n{last_lines(log)}")


def stop(home: Path, state: State) -> None:
    stop_server(state.valkey_pid, folder_of(home), signal.SIGTERM)


def _configure(home: Path, state: State) -> Path:
    path = folder_of(home) / "valkey.conf"
    lines = [
        "bind 127.0.0.1",
        f"port {state.valkey_port}",
        f"requirepass {state.valkey_password}",
        f'dir "{folder_of(home)}"',
        "appendonly yes",
        "appendfsync everysec",
        'save ""',
        "maxmemory-policy noeviction",
    ]
    write_private(path, "\n".join(lines) + "\n")
    return path


def _came_up(home: Path, state: State) -> bool:
    deadline = time.monotonic() + LOADING_SECONDS
    while time.monotonic() < deadline and not gone(state.valkey_pid):
        if answers(home, state):
            return True
        time.sleep(0.02)
    return False
