"""`pacte tick`: what nobody asks for. Jobs that got lost are made again, past rounds ended."""

import logging
import signal
from datetime import datetime
from itertools import count
from threading import Event

import click
import psycopg
from rq import Queue

from infra import logs
from infra.clock import PARIS, now, today
from infra.embedded.connected import connected
from infra.evidence.sealing import seal_behind
from infra.evidence.stamping.rounds import keep_stamping
from infra.queue import (
    admin,
    enqueue_again,
    enqueue_closing,
    enqueue_erasing,
    enqueue_provision,
    enqueue_self_audit,
    notices,
)
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.store.connections.pool import Pool
from infra.store.following.heads import tenants
from infra.store.notices.overdue import overdue
from infra.store.persons.wished import wished
from infra.store.watch.chores import unclosed, unfinished
from infra.tenants.expiring import expire_rounds
from infra.wiring import Wiring

READY = "pacte:ready"
EVERY = 5.0
# Deadlines are days, and each look asks every tenant.
TURNS_BETWEEN_LOOKS_AT_ROUNDS = 120
# Whoever declares a tenant makes its job: this is for one that Redis lost, or that failed.
TURNS_BETWEEN_LOOKS_AT_TENANTS = 12
# Not at once: a demonstration, which says all that it records, is over by then.
TURNS_BETWEEN_AUDITS = 120
FIRST_AUDIT = 60
FIRST_HOUR, LAST_HOUR = 2, 5

logger = logging.getLogger(__name__)


@click.command
def command() -> None:
    """Relance ce qui est dû, scelle, et clôt les tours de signature échus, jusqu’à Ctrl-C."""
    stopping = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with connected(Settings.from_environ()) as settings:
        logs.configure(settings.log_level)
        wiring = Wiring(settings.without_owner())
        queue = notices(str(settings.redis_url), wiring.pool.database)
        owners = admin(str(settings.redis_url), wiring.pool.database)
        keep_stamping(wiring, stopping)
        click.echo(READY)
        for turn in count():
            attempt(wiring, queue, rounds=turn % TURNS_BETWEEN_LOOKS_AT_ROUNDS == 0)
            if turn % TURNS_BETWEEN_LOOKS_AT_TENANTS == 0:
                open_declared(wiring.pool, owners)
                close_requested(wiring.pool, owners)
            if turn % TURNS_BETWEEN_LOOKS_AT_ROUNDS == 0:
                erase_requested(wiring.pool, owners)
            if turn % TURNS_BETWEEN_AUDITS == FIRST_AUDIT:
                audit_by_night(wiring.pool, owners, now())
            if stopping.wait(EVERY):
                break


def attempt(wiring: Wiring, queue: Queue, *, rounds: bool) -> None:
    """A server that is away is back at one of the next times."""
    try:
        seal_behind(wiring)
        sweep(wiring.pool, queue)
        if rounds:
            expire_rounds(wiring, today())
    except psycopg.Error as error:
        logger.warning("sweep", extra={"cause": type(error).__name__})


def open_declared(pool: Pool, queue: Queue) -> int:
    """How many jobs are new, for tenants that are declared and were never opened."""
    try:
        return sum(enqueue_provision(queue, tenant) for tenant in unfinished(pool))
    except psycopg.Error as error:
        logger.warning("tenants", extra={"cause": type(error).__name__})
        return 0


def close_requested(pool: Pool, queue: Queue) -> int:
    """How many jobs are new, for tenants whose closing was asked for and is not done."""
    try:
        return sum(enqueue_closing(queue, tenant) for tenant in unclosed(pool))
    except psycopg.Error as error:
        logger.warning("closings", extra={"cause": type(error).__name__})
        return 0


def erase_requested(pool: Pool, queue: Queue) -> int:
    """How many jobs are new, for tenants in which an erasing was asked for and is not done."""
    return sum(_wishes(pool, tenant) and enqueue_erasing(queue, tenant) for tenant in _all(pool))


def _all(pool: Pool) -> list[str]:
    try:
        return tenants(pool)
    except psycopg.Error as error:
        logger.warning("erasings", extra={"cause": type(error).__name__})
        return []


def _wishes(pool: Pool, tenant: str) -> bool:
    """A tenant that cannot be asked now keeps no other from its turn."""
    try:
        return bool(wished(pool, tenant))
    except psycopg.Error as error:
        logger.warning("erasings", extra={"tenant": tenant, "cause": type(error).__name__})
        return False


def audit_by_night(pool: Pool, queue: Queue, moment: datetime) -> int:
    """How many jobs are new; none by day. One that is done says so itself."""
    if not FIRST_HOUR <= moment.astimezone(PARIS).hour < LAST_HOUR:
        return 0
    try:
        return sum(enqueue_self_audit(queue, code) for code in [PLATFORM, *tenants(pool)])
    except psycopg.Error as error:
        logger.warning("self-audit", extra={"cause": type(error).__name__})
        return 0


def sweep(pool: Pool, queue: Queue) -> int:
    """How many jobs are new. Two of these at once do no harm: a job has one name."""
    return sum(
        enqueue_again(queue, tenant, positions) for tenant, positions in overdue(pool).items()
    )
