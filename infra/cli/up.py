"""`pacte up`: everything on one machine, until Ctrl-C."""

import signal
import threading
from types import FrameType

import click

from infra.runner.stack import running
from infra.settings import Settings

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command
def command() -> None:
    """Lance serveurs, migrations, site, suivi, envois et minuterie, jusqu’à Ctrl-C."""
    for number in SIGNALS:
        signal.signal(number, interrupt)
    settings = Settings.from_environ()
    try:
        with running(settings, Terminal().say) as stack:
            click.echo(f"Pacte est prêt\u00a0: {stack.settings.url}  (Ctrl-C pour arrêter)")
            stack.wait()
    except KeyboardInterrupt:
        click.echo("Pacte est arrêté.")


def interrupt(number: int, frame: FrameType | None) -> None:
    """The first signal stops everything in order; more of them do not hurry it."""
    del number, frame
    for again in SIGNALS:
        signal.signal(again, signal.SIG_IGN)
    raise KeyboardInterrupt


class Terminal:
    """Lines of several threads, one at a time; a terminal that is gone stops nothing."""

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def say(self, line: str) -> None:
        with self._turn:
            try:
                click.echo(line)
            except OSError:
                return
