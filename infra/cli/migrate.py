"""`pacte migrate`: every schema brought to the shipped migrations."""

import json

import click

from infra.cli.proved import document, told
from infra.embedded.connected import connected
from infra.settings import Settings
from infra.tenants.migrating import bring_up_to_date


@click.command
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def command(*, as_json: bool) -> None:
    """Met les schémas de la base à jour\u202f; ne change rien s’ils le sont déjà."""
    with connected(Settings.from_environ()) as settings:
        done = bring_up_to_date(settings)
    if as_json:
        found = {"applied": done.applied, "isolation": document(done.proof)}
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        words = "\n".join(done.applied) or "Tous les schémas sont à jour."
        click.echo(words + told(done.proof))
