"""The whole of Pacte on one machine, for as long as a `with` block lasts."""

import importlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

import click
import psycopg

from infra.embedded import ports
from infra.embedded.connected import completed
from infra.embedded.servers import Servers, make_home
from infra.runner.child import Child, Say
from infra.runner.only_one import only_one
from infra.settings import Settings

NAMES = ("web", "follow", "work", "tick")
ADMIN = "admin"
BETWEEN_LOOKS = 0.1
BETWEEN_SERVER_LOOKS = 2.0
# What may be over at the next look: a full disk, a port that is taken, a server that still stops.
FAILURES = (psycopg.Error, OSError)


class AddressTaken(click.ClickException):
    """Another program listens where the web process must."""


@dataclass(slots=True)
class Stack:
    """Children are forked by one thread that outlives them, for the kernel ties them to it."""

    settings: Settings
    servers: Servers
    children: list[Child]
    say: Say
    _stopping: threading.Event = field(default_factory=threading.Event)
    _settled: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)
    _error: Exception | None = None
    _servers_seen: float = 0.0
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Returns when every process is ready. Raises ChildFailed."""
        self._thread = threading.Thread(target=self._supervise, name="supervisor", daemon=True)
        self._thread.start()
        self._settled.wait()
        if self._error:
            raise self._error

    def wait(self, interrupted: threading.Event) -> None:
        """Until the supervision itself fails, or raises KeyboardInterrupt.

        What a signal raised may have been lost in a finalizer: what it set is looked at too. Not by
        `join`: interrupted once, it takes the thread for ended from then on.
        """
        while not self._ended.wait(BETWEEN_LOOKS):
            if interrupted.is_set():
                raise KeyboardInterrupt
        if self._error:
            raise self._error

    def stop(self) -> None:
        self._stopping.set()
        if self._thread:
            self._thread.join()

    def _supervise(self) -> None:
        try:
            self._start_all()
            self._settled.set()
            while not self._stopping.wait(BETWEEN_LOOKS):
                self._look_after_servers()
                for child in self.children:
                    child.restart_if_ended(self.settings)
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            self._error = error
        finally:
            self._stop_all()
            self._settled.set()
            self._ended.set()

    def _start_all(self) -> None:
        """They load side by side, for none needs another, and are waited for in order."""
        for child in self.children:
            child.start(self.settings)
        for child in self.children:
            child.wait_ready(self._stopping)

    def _stop_all(self) -> None:
        for child in reversed(self.children):
            child.stop()

    def _look_after_servers(self) -> None:
        if time.monotonic() < self._servers_seen + BETWEEN_SERVER_LOOKS:
            return
        self._servers_seen = time.monotonic()
        if self.servers.standing():
            return
        self.say("un serveur s’est arrêté\u00a0: il est relancé")
        try:
            self.servers.revive()
        except click.ClickException as error:
            self.say(error.format_message())
        except FAILURES as error:
            self.say(
                f"un serveur n’a pas pu être relancé ({type(error).__name__})\u00a0: nouvel essai "
                f"dans {BETWEEN_SERVER_LOOKS:g} s"
            )
        moved = completed(self.settings, self.servers)
        if moved != self.settings:
            self.settings = moved
            self._stop_all()


@contextmanager
def running(
    settings: Settings, say: Say, before: Callable[[Settings], None] | None = None
) -> Iterator[Stack]:
    """Servers, inbox of the demo, migrations, processes. Raises click exceptions in French.

    `before` may refuse, when the servers stand and nothing else was done.
    """
    home = make_home(settings.home)
    settings = replace(settings, listen=_listen(settings))
    with ExitStack() as held:
        held.enter_context(only_one(home, settings.url))
        servers = Servers.start(home, settings)
        held.callback(servers.stop)
        settings = completed(settings, servers)
        if before:
            before(settings)
        if settings.demo and not settings.smtp_url:
            settings = _with_inbox(settings, held)
        migrating = importlib.import_module("infra.tenants.migrating")
        for name in migrating.bring_up_to_date(settings).applied:
            say(f"migration {name}")
        stack = Stack(settings, servers, _children(settings, say), say)
        held.callback(stack.stop)
        stack.start()
        yield stack


def _listen(settings: Settings) -> str:
    if ports.is_free(settings.port, settings.host):
        return settings.listen
    if settings.public_url:
        raise AddressTaken(
            f"Un autre programme écoute sur {settings.listen}. Arrêtez-le, ou changez PACTE_LISTEN."
        )
    return f"{settings.host}:{ports.free_port(settings.port)}"


def _with_inbox(settings: Settings, held: ExitStack) -> Settings:
    inbox = importlib.import_module("infra.mail.inbox").start_inbox(
        settings.home / "inbox", ports.free_port(ports.INBOX)
    )
    held.callback(inbox.stop)
    return replace(settings, smtp_url=inbox.url)


def _children(settings: Settings, say: Say) -> list[Child]:
    health = f"http://{settings.listen}/health/ready"
    names = (*NAMES, "provider") if settings.demo else NAMES
    children = [Child(name, say, health=health if name == "web" else None) for name in names]
    if settings.database_owner_url:
        children.append(Child(ADMIN, say, command=("work", "--admin"), owner=True))
    return children
