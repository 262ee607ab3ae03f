"""`pacte follow`: from the log to read models and due messages, for all tenants."""

import signal
import threading
from types import FrameType

import click

from infra import logs
from infra.embedded.connected import connected
from infra.following import follower
from infra.settings import Settings
from infra.wiring import Wiring

READY = "pacte:ready"


@click.command
def command() -> None:
    """Suit le journal de tous les départements, jusqu’à Ctrl-C."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with connected(Settings.from_environ()) as settings:
        logs.configure(settings.log_level)
        following = follower(Wiring(settings.without_owner()), stopping)
        following.step()
        click.echo(READY)
        following.run(stopping.is_set)
