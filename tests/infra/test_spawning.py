"""A machine without room for one more process: what could not be started is started later."""

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from infra.embedded.connected import completed
from infra.embedded.processes import start_guarded
from infra.embedded.refusal import ServersRefused
from infra.embedded.servers import Servers, make_home
from infra.runner import child as running
from infra.runner.child import Child, ChildFailed
from infra.runner.stack import Stack
from infra.settings import Settings
from tests.infra.test_runner import Failing, wait_until

SLEEPS = (sys.executable, "-c", "import time; print('pacte:ready', flush=True); time.sleep(60)")
CAUSE = os.strerror(errno.EAGAIN)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "LONGEST_PAUSE", 0.02)


def crowded(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """No process can be started, so many times."""
    left, spawn = [OSError(errno.EAGAIN, CAUSE)] * times, subprocess.Popen

    def refused(*given: Any, **named: Any) -> Any:
        if left:
            raise left.pop()
        return spawn(*given, **named)

    monkeypatch.setattr(subprocess, "Popen", refused)


@pytest.fixture
def stacked(tmp_path: Path) -> Iterator[Callable[[list[str]], tuple[Stack, Child]]]:
    stacks: list[Stack] = []

    def make(told: list[str]) -> tuple[Stack, Child]:
        servers = cast("Servers", Failing(tmp_path, [], stands=True))
        child = Child("web", told.append, argv=SLEEPS, _pause=0.01)
        settings = completed(Settings(home=tmp_path, secret_key="x"), servers)
        stacks.append(Stack(settings, servers, [child], told.append))
        return stacks[-1], child

    yield make
    for one in stacks:
        one.stop()


def test_a_process_that_cannot_be_started_again_is_tried_until_it_can(
    stacked: Callable[[list[str]], tuple[Stack, Child]], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    stack, child = stacked(told)
    stack.start()
    crowded(monkeypatch, times=3)
    os.kill(child.pid, signal.SIGKILL)
    wait_until(lambda: len(told) == 4 and not child.ended())
    assert not stack._ended.is_set()
    assert told[0].startswith("web s’est arrêté\u00a0; relancé dans")
    assert all(f"web n’a pas pu être lancé ({CAUSE})\u00a0; relancé" in line for line in told[1:])


def test_what_cannot_be_started_at_first_is_said(
    stacked: Callable[[list[str]], tuple[Stack, Child]], monkeypatch: pytest.MonkeyPatch
) -> None:
    crowded(monkeypatch, times=1)
    with pytest.raises(ChildFailed, match=CAUSE):
        stacked([])[0].start()


def test_a_process_that_nobody_can_read_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No thread is left for it: it would wait for ever once its pipe is full."""
    started: list[int] = []

    class Crowded(threading.Thread):
        def start(self) -> None:
            started.append(child.pid)
            raise RuntimeError("can't start new thread")

    child = Child("web", started.append, argv=SLEEPS)  # type: ignore[arg-type]
    monkeypatch.setattr(threading, "Thread", Crowded)
    child.start(Settings(home=tmp_path))
    assert child.ended()
    (pid,) = started
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert list(child.tail) == ["n’a pas pu être lancé (RuntimeError)"]


def test_a_server_that_cannot_be_started_says_why(tmp_path: Path) -> None:
    """It ended the runner before, for the answer of its guardian was no number."""
    home = make_home(tmp_path / "home")
    with pytest.raises(ServersRefused) as refused:
        start_guarded(
            [str(tmp_path / "nowhere" / "valkey-server")],
            home=home,
            folder=tmp_path,
            stop=signal.SIGTERM,
            account=None,
        )
    said = refused.value.format_message()
    assert "valkey-server n’a pas pu être lancé" in said
    assert "FileNotFoundError" in said
