"""`pacte work`: sends what is due, job after job."""

import logging

import click
from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from infra import logs
from infra.embedded.connected import connected
from infra.mail import job
from infra.mail.smtp import server_of
from infra.queue import NOTICES
from infra.settings import Settings
from infra.wiring import Wiring

READY = "pacte:ready"

logger = logging.getLogger(__name__)


@click.command
def command() -> None:
    """Envoie les courriers dus, jusqu’à Ctrl-C."""
    with connected(Settings.from_environ()) as settings:
        logs.configure(settings.log_level)
        if settings.smtp_url:
            server_of(settings.smtp_url)
        else:
            logger.warning("SMTP_URL manque\N{NO-BREAK SPACE}: les courriers dus attendent.")
        job.serve(Wiring(settings.without_owner()))
        work(str(settings.redis_url))


def work(redis_url: str) -> None:
    """In this very process: a lease outlives a job that kills it, and nothing is forked."""
    redis = Redis.from_url(redis_url)
    redis.ping()
    worker = SimpleWorker([NOTICES], connection=redis, serializer=JSONSerializer)
    click.echo(READY)
    worker.work(logging_level="WARNING")
