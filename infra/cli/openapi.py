"""`pacte openapi`: the document of the API, without any server."""

import json
from pathlib import Path

import click

from infra.settings import Settings
from infra.web.app import create_app
from infra.wiring import Wiring


@click.command
def command() -> None:
    """Écrit la description OpenAPI 3.1 de l’API sur la sortie standard."""
    app = create_app(Wiring(Settings(home=Path())), lambda _token: None)
    document = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
