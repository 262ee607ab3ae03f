"""`pacte up`: everything on one machine, until Ctrl-C."""

import importlib
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import FrameType

import click
import psycopg

from infra.runner.stack import running
from infra.settings import Settings

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = threading.Event()


@click.command
@click.option(
    "--demo", is_flag=True, help="Avec les personnes de la démonstration, sur cette machine seule."
)
def command(*, demo: bool) -> None:
    """Lance serveurs, migrations, site, suivi, envois et minuterie, jusqu’à Ctrl-C."""
    for number in SIGNALS:
        signal.signal(number, interrupt)
    settings = Settings.from_environ()
    if demo:
        settings = replace(settings, demo=True, smtp_url=None, tsa_url="")
    try:
        with running(settings, Terminal().say, before=_guard(settings)) as stack:
            if settings.demo:
                _people_the_demo(stack.settings)
            click.echo(f"Pacte est prêt\u00a0: {stack.settings.url}  (Ctrl-C pour arrêter)")
            _tell_of_other_versions(stack.settings)
            stack.wait(INTERRUPTED)
    except KeyboardInterrupt:
        click.echo("Pacte est arrêté.")


def _guard(settings: Settings) -> Callable[[Settings], None] | None:
    """The people of the demo come into no home of real people."""
    if not settings.demo:
        return None
    found: Callable[[Settings], None] = importlib.import_module("infra.demo.guard").refuse_real
    return found


def _people_the_demo(settings: Settings) -> None:
    """What `pacte demo` writes, if it is not there yet."""
    wiring = importlib.import_module("infra.wiring").Wiring(settings)
    for act in importlib.import_module("infra.demo.living.acts").of_writing(wiring):
        act.do()
    wiring.close()


def _tell_of_other_versions(settings: Settings) -> None:
    """After an upgrade. Rows that change are put in place by whoever has seen what changes."""
    standings = importlib.import_module("infra.store.watch.standings")
    pool = importlib.import_module("infra.store.connections.pool").pool_for(settings.database_url)
    found = []
    # The processes serve already, and know themselves what a database that fails means.
    with suppress(psycopg.Error):
        found = standings.of_other_versions(pool)
    pool.close()
    if found:
        click.echo(
            "Des tableaux de lecture sont d’une autre version\u00a0: leurs pages répondent 503 "
            "jusqu’à «\u00a0pacte projections rebuild --accept\u00a0», à lancer dans un autre "
            "terminal. Rien n’est perdu d’ici là."
        )


def interrupt(number: int, frame: FrameType | None) -> None:
    """The first signal stops everything in order; more of them do not hurry it."""
    del number, frame
    INTERRUPTED.set()
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
