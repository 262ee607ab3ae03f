"""Parent of one server: it stops the server when no user of the home is left.

Run as `python -m infra.embedded.guardian FOLDER` (the folder is for people who list processes), it
reads an order on its standard input, answers with the server's process id on its standard output
and goes on in the background. Users hold a shared lock on a file, so the kernel
tells when the last one has gone, killed ones included; on Linux the server in turn follows a
killed guardian. Standard library only: it starts at every start of a server.
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict

SET_PARENT_DEATH_SIGNAL = 1
BETWEEN_LOOKS = 0.2
STOP_SECONDS = 60


class Order(TypedDict):
    """`uid` and `gid` None: the server runs as the guardian does."""

    argv: list[str]
    folder: str
    log: str
    users: str
    stop: int
    uid: int | None
    gid: int | None


def die_with_parent(death: int) -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel sends `death` to the child when its parent thread is gone."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask_kernel() -> None:
        prctl(SET_PARENT_DEATH_SIGNAL, death, 0, 0, 0)

    return ask_kernel


def _guard(order: Order) -> None:
    asked: list[int] = []
    for stopping in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(stopping, lambda number, _: asked.append(number))
    server = _spawn(order)
    sys.stdout.write(f"{server.pid}\n")
    sys.stdout.flush()
    _let_go_of_starter(order["log"])
    users = os.open(order["users"], os.O_RDWR)
    while server.poll() is None and not asked and not _deserted(users):
        time.sleep(BETWEEN_LOOKS)
    if server.poll() is None:
        _stop(server, order["stop"])


def _spawn(order: Order) -> "subprocess.Popen[bytes]":
    as_account: dict[str, Any] = {}
    if order["uid"] is not None:
        as_account = {"user": order["uid"], "group": order["gid"], "extra_groups": []}
    with Path(order["log"]).open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - the order of our own starter
            order["argv"],
            cwd=order["folder"],
            env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent(order["stop"]),  # noqa: PLW1509 - one thread here
            **as_account,
        )


def _let_go_of_starter(log: str) -> None:
    """The starter reads the pipe until its last end here is closed."""
    with Path(log).open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)


def _deserted(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(server: "subprocess.Popen[bytes]", number: int) -> None:
    server.send_signal(number)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    if os.fork() == 0:
        _guard(json.load(sys.stdin))
    # The first process ends at once: the starter has no child to wait for, others may outlive it.
