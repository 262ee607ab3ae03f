"""`pacte tick`: makes again the jobs of what is due and that nobody sends."""

import logging
import signal
from threading import Event

import click
import psycopg
from rq import Queue

from infra import logs
from infra.embedded.connected import connected
from infra.queue import enqueue_again, notices
from infra.settings import Settings
from infra.store.overdue import overdue
from infra.store.pool import Pool, pool_for

READY = "pacte:ready"
EVERY = 5.0

logger = logging.getLogger(__name__)


@click.command
def command() -> None:
    """Relance ce qui est dû, toutes les cinq secondes, jusqu’à Ctrl-C."""
    stopping = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with connected(Settings.from_environ()) as settings:
        logs.configure(settings.log_level)
        pool, queue = pool_for(settings.database_url), notices(str(settings.redis_url))
        click.echo(READY)
        while not stopping.is_set():
            attempt(pool, queue)
            stopping.wait(EVERY)


def attempt(pool: Pool, queue: Queue) -> None:
    """A server that is away is back at one of the next times."""
    try:
        sweep(pool, queue)
    except psycopg.Error as error:
        logger.warning("sweep", extra={"cause": type(error).__name__})


def sweep(pool: Pool, queue: Queue) -> int:
    """How many jobs are new. Two of these at once do no harm: a job has one name."""
    return sum(
        enqueue_again(queue, tenant, positions) for tenant, positions in overdue(pool).items()
    )
