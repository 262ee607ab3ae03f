"""`pacte web`: the pages and the API, in one process of several threads under gunicorn."""

import sys
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker

from infra import logs
from infra.embedded.connected import connected
from infra.settings import SettingRefused, Settings
from infra.typography import french
from infra.web.serving import serve

READY = "pacte:ready"
THREADS = 8
GRACE_SECONDS = 10
# Else gunicorn puts in loggers of its own, whose handlers our configuration does not know.
LOGGERS = {"gunicorn.error": {"handlers": ["stderr"], "propagate": False}}
KEYLESS = (
    "PACTE_SECRET_KEY manque : sans cette clé, n’importe qui pourrait forger la suite d’une liste. "
    "Donnez un texte long et tiré au hasard, par exemple celui d’« openssl rand -base64 32 »."
)


@click.command
def command() -> None:
    """Sert les pages et l’API, jusqu’à Ctrl-C."""
    with connected(Settings.from_environ()) as settings:
        if not settings.secret_key:
            raise SettingRefused(french(KEYLESS))
        Server(settings.without_owner()).run()


class Server(BaseApplication):  # type: ignore[misc]
    """One worker process: its threads share one pool and one set of metrics.

    To serve more, run more of these.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options().items():
            self.cfg.set(name, value)

    def options(self) -> dict[str, Any]:
        return {
            "bind": [self.settings.listen],
            "worker_class": "infra.web.worker.Worker",
            "workers": 1,
            "threads": THREADS,
            "graceful_timeout": GRACE_SECONDS,
            "accesslog": None,
            # Whom a proxy speaks for is settled by PACTE_PROXIES alone (infra.web.edge).
            "forwarded_allow_ips": "",
            "logconfig_dict": logs.config(self.settings.log_level) | {"loggers": LOGGERS},
            # It would open a socket under the home of whoever runs this.
            "control_socket_disable": True,
            "post_worker_init": announce,
        }

    def load(self) -> Flask:
        """Called in the worker, after the fork: what it opens is its own."""
        return serve(self.settings)


def announce(worker: Worker) -> None:
    """The socket listens since before the fork, and the application is loaded."""
    del worker
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
