"""`pacte provider`: the identity provider of the demo, one process of `pacte up`."""

import signal
from threading import Event

import click

from infra import logs
from infra.demo import provider as demo
from infra.embedded.servers import make_home
from infra.settings import Settings
from infra.sso.local.app import create_provider
from infra.sso.local.serving import listen, serving
from infra.typography import french

READY = "pacte:ready"
TAKEN = (
    "Un autre programme écoute sur {issuer}, l’adresse du service d’identité de la démonstration. "
    "Arrêtez-le, ou choisissez un autre PACTE_HOME."
)


class ProviderAddressTaken(click.ClickException):
    """Its address cannot change: the identities of the demo are kept under it."""


@click.command(hidden=True)
def command() -> None:
    """Fait entrer les personnes de la démonstration, jusqu’à Ctrl-C."""
    stopping = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    settings = Settings.from_environ().without_owner()
    logs.configure(settings.log_level)
    make_home(settings.home)
    issuer = demo.issuer(settings)
    app = create_provider(settings, demo.accounts(), issuer, [demo.client(settings)])
    try:
        listening = listen(*demo.address(settings))
    except OSError as error:
        raise ProviderAddressTaken(french(TAKEN.format(issuer=issuer))) from error
    with listening, serving(app, listening):
        click.echo(READY)
        # In short waits: a signal just before one without end would go unnoticed for ever.
        while not stopping.wait(1.0):
            pass
