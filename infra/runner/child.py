"""One process of the stack: started, known to be ready, started again, stopped."""

import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.error import HTTPError, URLError

import click

from infra.embedded.guardian import die_with_parent
from infra.embedded.processes import REPOSITORY
from infra.runner.sessions import end_session
from infra.settings import Settings

READY = "pacte:ready"
READY_SECONDS = 60
UNHEALTHY_SECONDS = 10
STOP_SECONDS = 15
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
PROVED_SECONDS = 60
ENDED = "s’est arrêté"
# No memory, no process, no file or no thread left: all of them pass.
UNSTARTED = (OSError, subprocess.SubprocessError, RuntimeError)

Say = Callable[[str], None]


class ChildFailed(click.ClickException):
    """A process never became ready."""


@dataclass(slots=True)
class Child:
    """`health` is asked instead of waiting for the line.

    `command` is what follows `pacte`, if it is not the name; `owner`: it alone is given the
    owner's address.
    """

    name: str
    say: Say
    command: tuple[str, ...] = ()
    owner: bool = False
    argv: tuple[str, ...] = ()
    health: str | None = None
    tail: "deque[str]" = field(default_factory=lambda: deque(maxlen=8))
    _process: "subprocess.Popen[str] | None" = None
    _reader: threading.Thread | None = None
    _told: threading.Event = field(default_factory=threading.Event)
    _started: float = 0.0
    _pause: float = FIRST_PAUSE
    _again_at: float = 0.0
    _why_ended: str = ENDED

    def start(self, settings: Settings) -> None:
        """What cannot be started has ended: there may be room for it a little later."""
        self._told.clear()
        self._started = time.monotonic()
        self._why_ended = ENDED
        try:
            self._process = self._spawned(settings)
            self._reader = threading.Thread(target=self._read, args=[self._process], daemon=True)
            self._reader.start()
        except UNSTARTED as error:
            self._give_up(getattr(error, "strerror", None) or type(error).__name__)

    def _spawned(self, settings: Settings) -> "subprocess.Popen[str]":
        given = settings if self.owner else settings.without_owner()
        return subprocess.Popen(  # noqa: S603 - our own command
            self.argv or (sys.executable, "-m", "infra.cli.main", *(self.command or (self.name,))),
            cwd=REPOSITORY,
            env=given.for_children() | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one system call
        )

    def _give_up(self, cause: str) -> None:
        """Without a thread that reads it, a process would wait for one."""
        if self._process:
            with self._process as unread:
                end_session(unread.pid)
        self._process = self._reader = None
        self._why_ended = f"n’a pas pu être lancé ({cause})"
        self.tail.append(self._why_ended)

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def wait_ready(self, stopping: threading.Event) -> None:
        """Raises ChildFailed with the last lines that the process wrote."""
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_ready() and not stopping.wait(0.05):
            if self.ended() or time.monotonic() > deadline:
                lines = "\n".join(self.tail)
                raise ChildFailed(f"Le processus {self.name} n’a pas démarré\u00a0:\n{lines}")

    def ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def restart_if_ended(self, settings: Settings) -> None:
        """After a pause that doubles, up to 30 s, while the process does not last a minute."""
        if not self.ended():
            return
        now = time.monotonic()
        if not self._again_at:
            if now - self._started > PROVED_SECONDS:
                self._pause = FIRST_PAUSE
            self.say(f"{self.name} {self._why_ended}\u00a0; relancé dans {self._pause:g} s")
            self._again_at = now + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        elif now >= self._again_at:
            self._again_at = 0.0
            self._bury()
            self.start(settings)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.say(f"{self.name} ne s’arrête pas\u00a0: il est tué")
        self._bury()

    def _bury(self) -> None:
        if self._process and self._reader:
            end_session(self._process.pid)
            self._process.wait()
            self._reader.join()
        self._process = None

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout  # noqa: S101 - asked for above
        with process.stdout as lines:
            for line in lines:
                if line.strip() == READY:
                    self._told.set()
                else:
                    self.tail.append(line.rstrip())
                    self.say(f"{self.name:<6} | {line.rstrip()}")

    def _is_ready(self) -> bool:
        if self.health is None:
            return self._told.is_set()
        try:
            with urllib.request.urlopen(self.health, timeout=2):  # noqa: S310 - http on loopback
                return True
        except HTTPError as error:
            # It serves: a stopped projection must not keep people out of the rest.
            late = time.monotonic() - self._started > UNHEALTHY_SECONDS
            error.close()
            return late and error.code == HTTPStatus.SERVICE_UNAVAILABLE
        except (URLError, TimeoutError, ConnectionError):
            return False
