"""`pacte migrate`: every schema brought to the shipped migrations."""

import json

import click

from infra.embedded.connected import connected
from infra.settings import Settings
from infra.store.schemas.migrate import migrate


@click.command
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def command(*, as_json: bool) -> None:
    """Met les schémas de la base à jour\u202f; ne change rien s’ils le sont déjà."""
    with connected(Settings.from_environ()) as settings:
        done = migrate(settings)
    if as_json:
        click.echo(json.dumps({"applied": done}, ensure_ascii=False))
    else:
        click.echo("\n".join(done) or "Tous les schémas sont à jour.")
