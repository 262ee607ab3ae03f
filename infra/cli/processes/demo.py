"""`pacte demo`: three départements, five real cases and a living story, on servers of its own."""

import json
import signal
import time
from dataclasses import dataclass, field, replace
from typing import Any

import click
from rich.console import Console

from infra.cli.processes.up import INTERRUPTED, SIGNALS, Terminal, interrupt
from infra.demo import summary
from infra.demo.guard import refuse_real
from infra.demo.playing import perform
from infra.runner.stack import Stack, running
from infra.settings import Settings
from infra.wiring import Wiring


@click.command
@click.option("--json", "as_json", is_flag=True, help="Un seul document JSON.")
@click.option("--keep", is_flag=True, help="Continue de servir ensuite, jusqu’à Ctrl-C.")
def command(*, as_json: bool, keep: bool) -> int:
    """Joue l’histoire de trois départements. La seconde fois, rien ne change."""
    for number in SIGNALS:
        signal.signal(number, interrupt)
    # Whatever the environment names, its mails go to its own inbox, and nobody stamps its logs.
    settings = replace(Settings.from_environ(), demo=True, smtp_url=None, tsa_url="")
    voice = Voice()
    began = time.monotonic()
    click.echo(f"Pacte démarre ses serveurs dans {settings.home}…", err=True)
    with running(settings, voice.say, before=refuse_real) as stack:
        wiring = Wiring(stack.settings)
        found = {**perform(wiring), "seconds": round(time.monotonic() - began, 1)}
        _tell(wiring, found, as_json=as_json)
        if keep:
            voice.hushed = as_json
            _serve(stack, as_json=as_json)
        wiring.close()
    return 0 if found["rebuilt_equal"] else 1


@dataclass
class Voice:
    """What the processes write is heard only once the story is over."""

    hushed: bool = True
    terminal: Terminal = field(default_factory=Terminal)

    def say(self, line: str) -> None:
        if not self.hushed:
            self.terminal.say(line)


def _tell(wiring: Wiring, found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        summary.show(Console(), wiring, found)


def _serve(stack: Stack, *, as_json: bool) -> None:
    summary.show_way_in(Console(stderr=as_json), stack.settings)
    try:
        stack.wait(INTERRUPTED)
    except KeyboardInterrupt:
        click.echo("Pacte s’arrête.", err=as_json)
