"""`pacte tick`: what nobody asks for. Jobs of what is due are made again, past rounds ended."""

import logging
import signal
from itertools import count
from threading import Event

import click
import psycopg
from rq import Queue

from infra import logs
from infra.clock import today
from infra.embedded.connected import connected
from infra.expiring import expire_rounds
from infra.queue import enqueue_again, notices
from infra.settings import Settings
from infra.store.overdue import overdue
from infra.store.pool import Pool
from infra.wiring import Wiring

READY = "pacte:ready"
EVERY = 5.0
# Deadlines are days, and each look asks every tenant.
TURNS_BETWEEN_LOOKS_AT_ROUNDS = 120

logger = logging.getLogger(__name__)


@click.command
def command() -> None:
    """Relance ce qui est dû et clôt les tours de signature échus, jusqu’à Ctrl-C."""
    stopping = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with connected(Settings.from_environ()) as settings:
        logs.configure(settings.log_level)
        wiring = Wiring(settings.without_owner())
        queue = notices(str(settings.redis_url), wiring.pool.database)
        click.echo(READY)
        for turn in count():
            attempt(wiring, queue, rounds=turn % TURNS_BETWEEN_LOOKS_AT_ROUNDS == 0)
            if stopping.wait(EVERY):
                break


def attempt(wiring: Wiring, queue: Queue, *, rounds: bool) -> None:
    """A server that is away is back at one of the next times."""
    try:
        sweep(wiring.pool, queue)
        if rounds:
            expire_rounds(wiring, today())
    except psycopg.Error as error:
        logger.warning("sweep", extra={"cause": type(error).__name__})


def sweep(pool: Pool, queue: Queue) -> int:
    """How many jobs are new. Two of these at once do no harm: a job has one name."""
    return sum(
        enqueue_again(queue, tenant, positions) for tenant, positions in overdue(pool).items()
    )
