"""`pacte work`: sends what is due, job after job; `--admin`: what only the owner can do."""

import logging
from urllib.parse import urlsplit

import click
from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from infra import logs
from infra.addresses import is_loopback
from infra.embedded.connected import connected
from infra.mail import job
from infra.mail.smtp import server_of
from infra.queue import admin_name_of, name_of
from infra.settings import SettingRefused, Settings
from infra.tenants import administering
from infra.typography import french
from infra.wiring import Wiring

READY = "pacte:ready"
# Where a server listens, never where it is.
ANY = ("", "0.0.0.0", "::")  # noqa: S104 - refused here

logger = logging.getLogger(__name__)


@click.command
@click.option(
    "--admin", is_flag=True, help="Fait les travaux du propriétaire\u00a0: DATABASE_OWNER_URL."
)
def command(*, admin: bool) -> None:
    """Envoie les courriers dus, ou ouvre les départements déclarés, jusqu’à Ctrl-C."""
    with connected(Settings.from_environ()) as settings:
        logs.configure(settings.log_level)
        if admin:
            administer(settings)
        else:
            send(settings)


def send(settings: Settings) -> None:
    if settings.smtp_url:
        server_of(settings.smtp_url)
        refuse_own_machine(settings)
    else:
        logger.warning("SMTP_URL manque\N{NO-BREAK SPACE}: les courriers dus attendent.")
    wiring = Wiring(settings.without_owner())
    job.serve(wiring)
    work(wiring, name_of(wiring.pool.database))


def administer(settings: Settings) -> None:
    """The only process that serves and holds the owner's address. Raises SettingRefused."""
    if not settings.database_owner_url:
        raise SettingRefused(
            french(
                "« pacte work --admin » crée schémas et rôles : "
                "indiquez l’adresse du propriétaire dans DATABASE_OWNER_URL."
            )
        )
    wiring = Wiring(settings)
    administering.serve(wiring)
    work(wiring, admin_name_of(wiring.pool.database))


def refuse_own_machine(settings: Settings) -> None:
    """Raises SettingRefused: a mail to people names an address that they can reach."""
    host = urlsplit(settings.url).hostname or ""
    if not settings.demo and (is_loopback(host) or host in ANY):
        raise SettingRefused(
            f"Les courriers enverraient les gens à l’adresse {settings.url}, qui n’existe que sur "
            "cette machine\N{NO-BREAK SPACE}: indiquez dans PACTE_PUBLIC_URL celle par laquelle "
            "ils joignent Pacte, ou retirez SMTP_URL."
        )


def work(wiring: Wiring, queue: str) -> None:
    """In this very process: a lease outlives a job that kills it, and nothing is forked."""
    redis = Redis.from_url(str(wiring.settings.redis_url))
    redis.ping()
    worker = SimpleWorker([queue], connection=redis, serializer=JSONSerializer)
    click.echo(READY)
    worker.work(logging_level="WARNING")
