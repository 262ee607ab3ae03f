"""Server processes: started under a guardian, proved to be ours, stopped, seen gone."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from infra.embedded.account import Account
from infra.embedded.guardian import STOP_SECONDS, Order
from infra.embedded.refusal import ServersRefused

REPOSITORY = Path(__file__).parents[2]
LOG_BYTES = 10_000_000


def start_guarded(
    argv: list[str], *, home: Path, folder: Path, stop: signal.Signals, account: Account | None
) -> int:
    """Start a server whose working folder is `folder`; `stop` ends it cleanly. Its process id.

    Raises ServersRefused when it could not be started: there may be room for it a little later.
    """
    name = Path(argv[0]).name
    log = log_file(home, name)
    order = Order(
        argv=argv,
        folder=str(folder),
        log=str(log),
        users=str(home / "users.lock"),
        stop=int(stop),
        uid=account.uid if account else None,
        gid=account.gid if account else None,
    )
    with log.open("ab") as errors:
        answer = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "infra.embedded.guardian", str(folder)],
            cwd=REPOSITORY,
            input=json.dumps(order).encode(),
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
            check=False,
        )
    if not answer.stdout:
        raise ServersRefused(
            f"{name} n’a pas pu être lancé. Fin de {log}\u00a0:\n{last_lines(log)}"
        )
    return int(answer.stdout)


def log_file(home: Path, name: str) -> Path:
    """The log of a server or child; a long one makes room and stays once as `.old`."""
    path = home / "logs" / f"{name}.log"
    path.parent.mkdir(exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".old"))
    return path


def last_lines(path: Path) -> str:
    lines = path.read_text(errors="replace").splitlines() if path.exists() else []
    return "\n".join(lines[-5:])


def gone(pid: int) -> bool:
    """Whether a process is over; one that nobody has buried yet is over too."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return sys.platform == "linux"


def works_in(pid: int, folder: Path) -> bool:
    """Whether a process is ours: a process id may be given again to a stranger."""
    if pid == 0 or sys.platform != "linux":
        return pid != 0 and not gone(pid)
    try:
        return Path(f"/proc/{pid}/cwd").resolve() == folder.resolve() and not gone(pid)
    except OSError:
        return False


def stop_server(pid: int, folder: Path, number: signal.Signals) -> None:
    if not works_in(pid, folder):
        return
    os.kill(pid, number)
    deadline = time.monotonic() + STOP_SECONDS
    while not gone(pid):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
